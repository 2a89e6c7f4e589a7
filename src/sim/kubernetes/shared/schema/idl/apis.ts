/** The types of the other default API groups. See ../idl.ts for the form; annotations are kept by src/cli/tools/schema.mjs. */
export const APIS = `
# admission/v1 v1
AdmissionReview
 + meta.TypeMeta
 request *AdmissionRequest?
 response *AdmissionResponse?
AdmissionRequest
 uid types.UID
 kind meta.GroupVersionKind
 resource meta.GroupVersionResource
 subResource string?
 requestKind *meta.GroupVersionKind?
 requestResource *meta.GroupVersionResource?
 requestSubResource string?
 name string?
 namespace string?
 operation Operation
 userInfo authentication/v1.UserInfo
 object runtime.RawExtension?
 oldObject runtime.RawExtension?
 dryRun *bool?
 options runtime.RawExtension?
AdmissionResponse
 uid types.UID
 allowed bool
 status *meta.Status?
 patch []byte?
 patchType *PatchType?
 auditAnnotations map[string]string?
 warnings []string?
PatchType = string
Operation = string
# admissionregistration/v1 v1
Rule
 apiGroups []string?
 apiVersions []string?
 resources []string?
 scope *ScopeType?
ValidatingAdmissionPolicy
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec ValidatingAdmissionPolicySpec?
 status ValidatingAdmissionPolicyStatus?
ValidatingAdmissionPolicyStatus
 observedGeneration int64?
 typeChecking *TypeChecking?
 conditions []meta.Condition? list=type
TypeChecking
 expressionWarnings []ExpressionWarning? list=:atomic
ExpressionWarning
 fieldRef string !
 warning string !
ValidatingAdmissionPolicyList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []ValidatingAdmissionPolicy !
ValidatingAdmissionPolicySpec
 paramKind *ParamKind?
 matchConstraints *MatchResources?
 validations []Validation? list=:atomic
 failurePolicy *FailurePolicyType?
 auditAnnotations []AuditAnnotation? list=:atomic
 matchConditions []MatchCondition? list=name patch=merge:name
 variables []Variable? list=name patch=merge:name
ParamKind map=:atomic
 apiVersion string?
 kind string?
Validation
 expression string !
 message string?
 reason *meta.StatusReason?
 messageExpression string?
Variable map=:atomic
 name string !
 expression string !
AuditAnnotation
 key string !
 valueExpression string !
ValidatingAdmissionPolicyBinding
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec ValidatingAdmissionPolicyBindingSpec?
ValidatingAdmissionPolicyBindingList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []ValidatingAdmissionPolicyBinding !
ValidatingAdmissionPolicyBindingSpec
 policyName string?
 paramRef *ParamRef?
 matchResources *MatchResources?
 validationActions []ValidationAction? list=:set
ParamRef map=:atomic
 name string?
 namespace string?
 selector *meta.LabelSelector?
 parameterNotFoundAction *ParameterNotFoundActionType?
MatchResources map=:atomic
 namespaceSelector *meta.LabelSelector?
 objectSelector *meta.LabelSelector?
 resourceRules []NamedRuleWithOperations? list=:atomic
 excludeResourceRules []NamedRuleWithOperations? list=:atomic
 matchPolicy *MatchPolicyType?
NamedRuleWithOperations map=:atomic
 resourceNames []string? list=:atomic
 + RuleWithOperations
ValidatingWebhookConfiguration
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 webhooks []ValidatingWebhook? list=name patch=merge:name
ValidatingWebhookConfigurationList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []ValidatingWebhookConfiguration !
MutatingWebhookConfiguration
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 webhooks []MutatingWebhook? list=name patch=merge:name
MutatingWebhookConfigurationList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []MutatingWebhookConfiguration !
ValidatingWebhook
 name string !
 clientConfig WebhookClientConfig !
 rules []RuleWithOperations? list=:atomic
 failurePolicy *FailurePolicyType?
 matchPolicy *MatchPolicyType?
 namespaceSelector *meta.LabelSelector?
 objectSelector *meta.LabelSelector?
 sideEffects *SideEffectClass !
 timeoutSeconds *int32?
 admissionReviewVersions []string ! list=:atomic
 matchConditions []MatchCondition? list=name patch=merge:name
MutatingWebhook
 name string !
 clientConfig WebhookClientConfig !
 rules []RuleWithOperations? list=:atomic
 failurePolicy *FailurePolicyType?
 matchPolicy *MatchPolicyType?
 namespaceSelector *meta.LabelSelector?
 objectSelector *meta.LabelSelector?
 sideEffects *SideEffectClass !
 timeoutSeconds *int32?
 admissionReviewVersions []string ! list=:atomic
 reinvocationPolicy *ReinvocationPolicyType?
 matchConditions []MatchCondition? list=name patch=merge:name
RuleWithOperations
 operations []OperationType? list=:atomic
 + Rule
WebhookClientConfig
 url *string?
 service *ServiceReference?
 caBundle []byte?
ServiceReference
 namespace string !
 name string !
 path *string?
 port *int32?
MatchCondition
 name string !
 expression string !
ScopeType = string
FailurePolicyType = string Fail|Ignore
ParameterNotFoundActionType = string
MatchPolicyType = string Equivalent|Exact
SideEffectClass = string None|NoneOnDryRun|Some|Unknown
ValidationAction = string Audit|Deny|Warn
ReinvocationPolicyType = string IfNeeded|Never
OperationType = string *|CONNECT|CREATE|DELETE|UPDATE
# apiextensions/v1 v1
CustomResourceDefinitionSpec
 group string !
 names CustomResourceDefinitionNames !
 scope ResourceScope !
 versions []CustomResourceDefinitionVersion ! list=:atomic
 conversion *CustomResourceConversion?
 preserveUnknownFields bool?
CustomResourceConversion
 strategy ConversionStrategyType !
 webhook *WebhookConversion?
WebhookConversion
 clientConfig *WebhookClientConfig?
 conversionReviewVersions []string ! list=:atomic
WebhookClientConfig
 url *string?
 service *ServiceReference?
 caBundle []byte?
ServiceReference
 namespace string !
 name string !
 path *string?
 port *int32?
CustomResourceDefinitionVersion
 name string !
 served bool !
 storage bool !
 deprecated bool?
 deprecationWarning *string?
 schema *CustomResourceValidation?
 subresources *CustomResourceSubresources?
 additionalPrinterColumns []CustomResourceColumnDefinition? list=:atomic
 selectableFields []SelectableField? list=:atomic
SelectableField
 jsonPath string !
CustomResourceColumnDefinition
 name string !
 type string !
 format string?
 description string?
 priority int32?
 jsonPath string !
CustomResourceDefinitionNames
 plural string !
 singular string?
 shortNames []string? list=:atomic
 kind string !
 listKind string?
 categories []string? list=:atomic
CustomResourceDefinitionCondition
 type CustomResourceDefinitionConditionType !
 status ConditionStatus !
 lastTransitionTime meta.Time?
 reason string?
 message string?
 observedGeneration int64?
CustomResourceDefinitionStatus
 conditions []CustomResourceDefinitionCondition list=type
 acceptedNames CustomResourceDefinitionNames
 storedVersions []string list=:atomic
 observedGeneration int64?
CustomResourceDefinition
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec CustomResourceDefinitionSpec !
 status CustomResourceDefinitionStatus?
CustomResourceDefinitionList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []CustomResourceDefinition !
CustomResourceValidation
 openAPIV3Schema *JSONSchemaProps?
CustomResourceSubresources
 status *CustomResourceSubresourceStatus?
 scale *CustomResourceSubresourceScale?
CustomResourceSubresourceStatus
CustomResourceSubresourceScale
 specReplicasPath string !
 statusReplicasPath string !
 labelSelectorPath *string?
ConversionReview
 + meta.TypeMeta
 request *ConversionRequest?
 response *ConversionResponse?
ConversionRequest
 uid types.UID
 desiredAPIVersion string
 objects []runtime.RawExtension
ConversionResponse
 uid types.UID
 convertedObjects []runtime.RawExtension
 result meta.Status
ConversionStrategyType = string
ResourceScope = string
ConditionStatus = string
CustomResourceDefinitionConditionType = string
JSONSchemaProps
 id string?
 $schema JSONSchemaURL?
 $ref *string?
 description string?
 type string?
 format string?
 title string?
 default *JSON?
 maximum *float64?
 exclusiveMaximum bool?
 minimum *float64?
 exclusiveMinimum bool?
 maxLength *int64?
 minLength *int64?
 pattern string?
 maxItems *int64?
 minItems *int64?
 uniqueItems bool?
 multipleOf *float64?
 enum []JSON? list=:atomic
 maxProperties *int64?
 minProperties *int64?
 required []string? list=:atomic
 items *JSONSchemaPropsOrArray?
 allOf []JSONSchemaProps? list=:atomic
 oneOf []JSONSchemaProps? list=:atomic
 anyOf []JSONSchemaProps? list=:atomic
 not *JSONSchemaProps?
 properties map[string]JSONSchemaProps?
 additionalProperties *JSONSchemaPropsOrBool?
 patternProperties map[string]JSONSchemaProps?
 dependencies JSONSchemaDependencies?
 additionalItems *JSONSchemaPropsOrBool?
 definitions JSONSchemaDefinitions?
 externalDocs *ExternalDocumentation?
 example *JSON?
 nullable bool?
 x-kubernetes-preserve-unknown-fields *bool?
 x-kubernetes-embedded-resource bool?
 x-kubernetes-int-or-string bool?
 x-kubernetes-list-map-keys []string? list=:atomic
 x-kubernetes-list-type *string?
 x-kubernetes-map-type *string?
 x-kubernetes-validations ValidationRules? list=rule patch=merge:rule
ValidationRule
 rule string !
 message string?
 messageExpression string?
 reason *FieldValueErrorReason?
 fieldPath string?
 optionalOldSelf *bool?
JSON custom
JSONSchemaPropsOrArray custom
JSONSchemaPropsOrBool custom
JSONSchemaPropsOrStringArray custom
ExternalDocumentation
 description string?
 url string?
FieldValueErrorReason = string FieldValueDuplicate|FieldValueForbidden|FieldValueInvalid|FieldValueRequired
ValidationRules = []ValidationRule
JSONSchemaURL = string
JSONSchemaDependencies = map[string]JSONSchemaPropsOrStringArray
JSONSchemaDefinitions = map[string]JSONSchemaProps
# apiregistration/v1 v1
APIServiceList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []APIService !
ServiceReference
 namespace string?
 name string?
 port *int32?
APIServiceSpec
 service *ServiceReference?
 group string?
 version string?
 insecureSkipTLSVerify bool?
 caBundle []byte? list=:atomic
 groupPriorityMinimum int32 !
 versionPriority int32 !
APIServiceCondition
 type APIServiceConditionType !
 status ConditionStatus !
 lastTransitionTime meta.Time?
 reason string?
 message string?
APIServiceStatus
 conditions []APIServiceCondition? list=type patch=merge:type
APIService
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec APIServiceSpec?
 status APIServiceStatus?
ConditionStatus = string
APIServiceConditionType = string
# apps/v1 v1
StatefulSet
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec StatefulSetSpec?
 status StatefulSetStatus?
StatefulSetUpdateStrategy
 type StatefulSetUpdateStrategyType?
 rollingUpdate *RollingUpdateStatefulSetStrategy?
RollingUpdateStatefulSetStrategy
 partition *int32?
 maxUnavailable *intstr.IntOrString?
StatefulSetPersistentVolumeClaimRetentionPolicy
 whenDeleted PersistentVolumeClaimRetentionPolicyType?
 whenScaled PersistentVolumeClaimRetentionPolicyType?
StatefulSetOrdinals
 start int32
StatefulSetSpec
 replicas *int32?
 selector *meta.LabelSelector !
 template core.PodTemplateSpec !
 volumeClaimTemplates []core.PersistentVolumeClaim? list=:atomic
 serviceName string
 podManagementPolicy PodManagementPolicyType?
 updateStrategy StatefulSetUpdateStrategy?
 revisionHistoryLimit *int32?
 minReadySeconds int32?
 persistentVolumeClaimRetentionPolicy *StatefulSetPersistentVolumeClaimRetentionPolicy?
 ordinals *StatefulSetOrdinals?
StatefulSetStatus
 observedGeneration int64?
 replicas int32 !
 readyReplicas int32?
 currentReplicas int32?
 updatedReplicas int32?
 currentRevision string?
 updateRevision string?
 collisionCount *int32?
 conditions []StatefulSetCondition? list=type patch=merge:type
 availableReplicas int32
StatefulSetCondition
 type StatefulSetConditionType !
 status core.ConditionStatus !
 lastTransitionTime meta.Time?
 reason string?
 message string?
StatefulSetList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []StatefulSet !
Deployment
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec DeploymentSpec?
 status DeploymentStatus?
DeploymentSpec
 replicas *int32?
 selector *meta.LabelSelector !
 template core.PodTemplateSpec !
 strategy DeploymentStrategy? patch=retainKeys
 minReadySeconds int32?
 revisionHistoryLimit *int32?
 paused bool?
 progressDeadlineSeconds *int32?
DeploymentStrategy
 type DeploymentStrategyType?
 rollingUpdate *RollingUpdateDeployment?
RollingUpdateDeployment
 maxUnavailable *intstr.IntOrString?
 maxSurge *intstr.IntOrString?
DeploymentStatus
 observedGeneration int64?
 replicas int32?
 updatedReplicas int32?
 readyReplicas int32?
 availableReplicas int32?
 unavailableReplicas int32?
 terminatingReplicas *int32?
 conditions []DeploymentCondition? list=type patch=merge:type
 collisionCount *int32?
DeploymentCondition
 type DeploymentConditionType !
 status core.ConditionStatus !
 lastUpdateTime meta.Time?
 lastTransitionTime meta.Time?
 reason string?
 message string?
DeploymentList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []Deployment !
DaemonSetUpdateStrategy
 type DaemonSetUpdateStrategyType?
 rollingUpdate *RollingUpdateDaemonSet?
RollingUpdateDaemonSet
 maxUnavailable *intstr.IntOrString?
 maxSurge *intstr.IntOrString?
DaemonSetSpec
 selector *meta.LabelSelector !
 template core.PodTemplateSpec !
 updateStrategy DaemonSetUpdateStrategy?
 minReadySeconds int32?
 revisionHistoryLimit *int32?
DaemonSetStatus
 currentNumberScheduled int32 !
 numberMisscheduled int32 !
 desiredNumberScheduled int32 !
 numberReady int32 !
 observedGeneration int64?
 updatedNumberScheduled int32?
 numberAvailable int32?
 numberUnavailable int32?
 collisionCount *int32?
 conditions []DaemonSetCondition? list=type patch=merge:type
DaemonSetCondition
 type DaemonSetConditionType !
 status core.ConditionStatus !
 lastTransitionTime meta.Time?
 reason string?
 message string?
DaemonSet
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec DaemonSetSpec?
 status DaemonSetStatus?
DaemonSetList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []DaemonSet !
ReplicaSet
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec ReplicaSetSpec?
 status ReplicaSetStatus?
ReplicaSetList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []ReplicaSet !
ReplicaSetSpec
 replicas *int32?
 minReadySeconds int32?
 selector *meta.LabelSelector !
 template core.PodTemplateSpec?
ReplicaSetStatus
 replicas int32 !
 fullyLabeledReplicas int32?
 readyReplicas int32?
 availableReplicas int32?
 terminatingReplicas *int32?
 observedGeneration int64?
 conditions []ReplicaSetCondition? list=type patch=merge:type
ReplicaSetCondition
 type ReplicaSetConditionType !
 status core.ConditionStatus !
 lastTransitionTime meta.Time?
 reason string?
 message string?
ControllerRevision
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 data runtime.RawExtension?
 revision int64 !
ControllerRevisionList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []ControllerRevision !
PodManagementPolicyType = string OrderedReady|Parallel
StatefulSetUpdateStrategyType = string OnDelete|RollingUpdate
PersistentVolumeClaimRetentionPolicyType = string
StatefulSetConditionType = string
DeploymentStrategyType = string Recreate|RollingUpdate
DeploymentConditionType = string
DaemonSetUpdateStrategyType = string OnDelete|RollingUpdate
DaemonSetConditionType = string
ReplicaSetConditionType = string
# authentication/v1 v1
TokenReview
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec TokenReviewSpec !
 status TokenReviewStatus?
TokenReviewSpec
 token string?
 audiences []string? list=:atomic
TokenReviewStatus
 authenticated bool?
 user UserInfo?
 audiences []string? list=:atomic
 error string?
UserInfo
 username string?
 uid string?
 groups []string? list=:atomic
 extra map[string]ExtraValue?
TokenRequest
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec TokenRequestSpec !
 status TokenRequestStatus?
TokenRequestSpec
 audiences []string ! list=:atomic
 expirationSeconds *int64
 boundObjectRef *BoundObjectReference
TokenRequestStatus
 token string !
 expirationTimestamp meta.Time !
BoundObjectReference
 kind string?
 apiVersion string?
 name string?
 uid types.UID?
SelfSubjectReview
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 status SelfSubjectReviewStatus?
SelfSubjectReviewStatus
 userInfo UserInfo?
ExtraValue = []string
# authorization/v1 v1
SubjectAccessReview
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec SubjectAccessReviewSpec !
 status SubjectAccessReviewStatus?
SelfSubjectAccessReview
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec SelfSubjectAccessReviewSpec !
 status SubjectAccessReviewStatus?
LocalSubjectAccessReview
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec SubjectAccessReviewSpec !
 status SubjectAccessReviewStatus?
ResourceAttributes
 namespace string?
 verb string?
 group string?
 version string?
 resource string?
 subresource string?
 name string?
 fieldSelector *FieldSelectorAttributes?
 labelSelector *LabelSelectorAttributes?
LabelSelectorAttributes
 rawSelector string?
 requirements []meta.LabelSelectorRequirement? list=:atomic
FieldSelectorAttributes
 rawSelector string?
 requirements []meta.FieldSelectorRequirement? list=:atomic
NonResourceAttributes
 path string?
 verb string?
SubjectAccessReviewSpec
 resourceAttributes *ResourceAttributes?
 nonResourceAttributes *NonResourceAttributes?
 user string?
 groups []string? list=:atomic
 extra map[string]ExtraValue?
 uid string?
SelfSubjectAccessReviewSpec
 resourceAttributes *ResourceAttributes?
 nonResourceAttributes *NonResourceAttributes?
SubjectAccessReviewStatus
 allowed bool !
 denied bool?
 reason string?
 evaluationError string?
SelfSubjectRulesReview
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec SelfSubjectRulesReviewSpec !
 status SubjectRulesReviewStatus?
SelfSubjectRulesReviewSpec
 namespace string?
SubjectRulesReviewStatus
 resourceRules []ResourceRule ! list=:atomic
 nonResourceRules []NonResourceRule ! list=:atomic
 incomplete bool !
 evaluationError string?
ResourceRule
 verbs []string ! list=:atomic
 apiGroups []string? list=:atomic
 resources []string? list=:atomic
 resourceNames []string? list=:atomic
NonResourceRule
 verbs []string ! list=:atomic
 nonResourceURLs []string? list=:atomic
ExtraValue = []string
# autoscaling/v1 v1
CrossVersionObjectReference map=:atomic
 kind string !
 name string !
 apiVersion string?
HorizontalPodAutoscalerSpec
 scaleTargetRef CrossVersionObjectReference !
 minReplicas *int32?
 maxReplicas int32 !
 targetCPUUtilizationPercentage *int32?
HorizontalPodAutoscalerStatus
 observedGeneration *int64?
 lastScaleTime *meta.Time?
 currentReplicas int32 !
 desiredReplicas int32 !
 currentCPUUtilizationPercentage *int32?
HorizontalPodAutoscaler
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec HorizontalPodAutoscalerSpec?
 status HorizontalPodAutoscalerStatus?
HorizontalPodAutoscalerList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []HorizontalPodAutoscaler !
Scale
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec ScaleSpec?
 status ScaleStatus?
ScaleSpec
 replicas int32?
ScaleStatus
 replicas int32 !
 selector string?
# autoscaling/v2 v2
HorizontalPodAutoscaler
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec HorizontalPodAutoscalerSpec?
 status HorizontalPodAutoscalerStatus?
HorizontalPodAutoscalerSpec
 scaleTargetRef CrossVersionObjectReference !
 minReplicas *int32?
 maxReplicas int32 !
 metrics []MetricSpec? list=:atomic
 behavior *HorizontalPodAutoscalerBehavior?
CrossVersionObjectReference
 kind string !
 name string !
 apiVersion string?
MetricSpec
 type MetricSourceType !
 object *ObjectMetricSource?
 pods *PodsMetricSource?
 resource *ResourceMetricSource?
 containerResource *ContainerResourceMetricSource?
 external *ExternalMetricSource?
HorizontalPodAutoscalerBehavior
 scaleUp *HPAScalingRules?
 scaleDown *HPAScalingRules?
HPAScalingRules
 stabilizationWindowSeconds *int32?
 selectPolicy *ScalingPolicySelect?
 policies []HPAScalingPolicy? list=:atomic
 tolerance *resource.Quantity?
HPAScalingPolicy
 type HPAScalingPolicyType !
 value int32 !
 periodSeconds int32 !
ObjectMetricSource
 describedObject CrossVersionObjectReference !
 target MetricTarget !
 metric MetricIdentifier !
PodsMetricSource
 metric MetricIdentifier !
 target MetricTarget !
ResourceMetricSource
 name core.ResourceName !
 target MetricTarget !
ContainerResourceMetricSource
 name core.ResourceName !
 target MetricTarget !
 container string !
ExternalMetricSource
 metric MetricIdentifier !
 target MetricTarget !
MetricIdentifier
 name string !
 selector *meta.LabelSelector?
MetricTarget
 type MetricTargetType !
 value *resource.Quantity?
 averageValue *resource.Quantity?
 averageUtilization *int32?
HorizontalPodAutoscalerStatus
 observedGeneration *int64?
 lastScaleTime *meta.Time?
 currentReplicas int32?
 desiredReplicas int32 !
 currentMetrics []MetricStatus list=:atomic
 conditions []HorizontalPodAutoscalerCondition? list=type patch=merge:type
HorizontalPodAutoscalerCondition
 type HorizontalPodAutoscalerConditionType !
 status core.ConditionStatus !
 lastTransitionTime meta.Time?
 reason string?
 message string?
MetricStatus
 type MetricSourceType !
 object *ObjectMetricStatus?
 pods *PodsMetricStatus?
 resource *ResourceMetricStatus?
 containerResource *ContainerResourceMetricStatus?
 external *ExternalMetricStatus?
ObjectMetricStatus
 metric MetricIdentifier !
 current MetricValueStatus !
 describedObject CrossVersionObjectReference !
PodsMetricStatus
 metric MetricIdentifier !
 current MetricValueStatus !
ResourceMetricStatus
 name core.ResourceName !
 current MetricValueStatus !
ContainerResourceMetricStatus
 name core.ResourceName !
 current MetricValueStatus !
 container string !
ExternalMetricStatus
 metric MetricIdentifier !
 current MetricValueStatus !
MetricValueStatus
 value *resource.Quantity?
 averageValue *resource.Quantity?
 averageUtilization *int32?
HorizontalPodAutoscalerList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []HorizontalPodAutoscaler !
ScalingPolicySelect = string
HPAScalingPolicyType = string
MetricSourceType = string
MetricTargetType = string
HorizontalPodAutoscalerConditionType = string
# batch/v1 v1
Job
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec JobSpec?
 status JobStatus?
JobList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []Job !
PodFailurePolicyOnExitCodesRequirement
 containerName *string?
 operator PodFailurePolicyOnExitCodesOperator !
 values []int32 ! list=:set
PodFailurePolicyOnPodConditionsPattern
 type core.PodConditionType !
 status core.ConditionStatus
PodFailurePolicyRule
 action PodFailurePolicyAction !
 onExitCodes *PodFailurePolicyOnExitCodesRequirement?
 onPodConditions []PodFailurePolicyOnPodConditionsPattern? list=:atomic
PodFailurePolicy
 rules []PodFailurePolicyRule ! list=:atomic
SuccessPolicy
 rules []SuccessPolicyRule ! list=:atomic
SuccessPolicyRule
 succeededIndexes *string?
 succeededCount *int32?
JobSpec
 parallelism *int32?
 completions *int32?
 activeDeadlineSeconds *int64?
 podFailurePolicy *PodFailurePolicy?
 successPolicy *SuccessPolicy?
 backoffLimit *int32?
 backoffLimitPerIndex *int32?
 maxFailedIndexes *int32?
 selector *meta.LabelSelector?
 manualSelector *bool?
 template core.PodTemplateSpec !
 ttlSecondsAfterFinished *int32?
 completionMode *CompletionMode?
 suspend *bool?
 podReplacementPolicy *PodReplacementPolicy?
 managedBy *string?
JobStatus
 conditions []JobCondition? list=:atomic patch=merge:type
 startTime *meta.Time?
 completionTime *meta.Time?
 active int32?
 succeeded int32?
 failed int32?
 terminating *int32?
 completedIndexes string?
 failedIndexes *string?
 uncountedTerminatedPods *UncountedTerminatedPods?
 ready *int32?
UncountedTerminatedPods
 succeeded []types.UID? list=:set
 failed []types.UID? list=:set
JobCondition
 type JobConditionType !
 status core.ConditionStatus !
 lastProbeTime meta.Time?
 lastTransitionTime meta.Time?
 reason string?
 message string?
JobTemplateSpec
 metadata meta.ObjectMeta?
 spec JobSpec?
CronJob
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec CronJobSpec?
 status CronJobStatus?
CronJobList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []CronJob !
CronJobSpec
 schedule string !
 timeZone *string?
 startingDeadlineSeconds *int64?
 concurrencyPolicy ConcurrencyPolicy?
 suspend *bool?
 jobTemplate JobTemplateSpec !
 successfulJobsHistoryLimit *int32?
 failedJobsHistoryLimit *int32?
CronJobStatus
 active []core.ObjectReference? list=:atomic
 lastScheduleTime *meta.Time?
 lastSuccessfulTime *meta.Time?
CompletionMode = string Indexed|NonIndexed
PodFailurePolicyAction = string Count|FailIndex|FailJob|Ignore
PodFailurePolicyOnExitCodesOperator = string In|NotIn
PodReplacementPolicy = string Failed|TerminatingOrFailed
JobConditionType = string
ConcurrencyPolicy = string Allow|Forbid|Replace
# certificates/v1 v1
CertificateSigningRequest
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec CertificateSigningRequestSpec !
 status CertificateSigningRequestStatus?
CertificateSigningRequestSpec
 request []byte !
 signerName string !
 expirationSeconds *int32?
 usages []KeyUsage? list=:atomic
 username string?
 uid string?
 groups []string? list=:atomic
 extra map[string]ExtraValue?
CertificateSigningRequestStatus
 conditions []CertificateSigningRequestCondition? list=type
 certificate []byte?
CertificateSigningRequestCondition
 type RequestConditionType !
 status core.ConditionStatus !
 reason string?
 message string?
 lastUpdateTime meta.Time?
 lastTransitionTime meta.Time?
CertificateSigningRequestList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []CertificateSigningRequest !
ExtraValue = []string
RequestConditionType = string
KeyUsage = string any|cert sign|client auth|code signing|content commitment|crl sign|data encipherment|decipher only|digital signature|email protection|encipher only|ipsec end system|ipsec tunnel|ipsec user|key agreement|key encipherment|microsoft sgc|netscape sgc|ocsp signing|s/mime|server auth|signing|timestamping
# coordination/v1 v1
Lease
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec LeaseSpec?
LeaseSpec
 holderIdentity *string?
 leaseDurationSeconds *int32?
 acquireTime *meta.MicroTime?
 renewTime *meta.MicroTime?
 leaseTransitions *int32?
 strategy *CoordinatedLeaseStrategy?
 preferredHolder *string?
LeaseList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []Lease !
CoordinatedLeaseStrategy = string
# discovery/v1 v1
EndpointSlice
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 addressType AddressType !
 endpoints []Endpoint ! list=:atomic
 ports []EndpointPort list=:atomic
Endpoint
 addresses []string ! list=:set
 conditions EndpointConditions?
 hostname *string?
 targetRef *core.ObjectReference?
 deprecatedTopology map[string]string?
 nodeName *string?
 zone *string?
 hints *EndpointHints?
EndpointConditions
 ready *bool?
 serving *bool?
 terminating *bool?
EndpointHints
 forZones []ForZone? list=:atomic
 forNodes []ForNode? list=:atomic
ForZone
 name string !
ForNode
 name string !
EndpointPort map=:atomic
 name *string?
 protocol *core.Protocol?
 port *int32?
 appProtocol *string?
EndpointSliceList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []EndpointSlice !
AddressType = string FQDN|IPv4|IPv6
# events/v1 v1
Event
 + meta.TypeMeta
 metadata meta.ObjectMeta
 eventTime meta.MicroTime !
 series *EventSeries?
 reportingController string?
 reportingInstance string?
 action string?
 reason string?
 regarding core.ObjectReference?
 related *core.ObjectReference?
 note string?
 type string?
 deprecatedSource core.EventSource?
 deprecatedFirstTimestamp meta.Time?
 deprecatedLastTimestamp meta.Time?
 deprecatedCount int32?
EventSeries
 count int32 !
 lastObservedTime meta.MicroTime !
EventList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []Event !
# flowcontrol/v1 v1
FlowSchema
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec FlowSchemaSpec?
 status FlowSchemaStatus?
FlowSchemaList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []FlowSchema !
FlowSchemaSpec
 priorityLevelConfiguration PriorityLevelConfigurationReference !
 matchingPrecedence int32
 distinguisherMethod *FlowDistinguisherMethod?
 rules []PolicyRulesWithSubjects? list=:atomic
FlowDistinguisherMethod
 type FlowDistinguisherMethodType !
PriorityLevelConfigurationReference
 name string !
PolicyRulesWithSubjects
 subjects []Subject ! list=:atomic
 resourceRules []ResourcePolicyRule? list=:atomic
 nonResourceRules []NonResourcePolicyRule? list=:atomic
Subject
 kind SubjectKind !
 user *UserSubject?
 group *GroupSubject?
 serviceAccount *ServiceAccountSubject?
UserSubject
 name string !
GroupSubject
 name string !
ServiceAccountSubject
 namespace string !
 name string !
ResourcePolicyRule
 verbs []string ! list=:set
 apiGroups []string ! list=:set
 resources []string ! list=:set
 clusterScope bool?
 namespaces []string list=:set
NonResourcePolicyRule
 verbs []string ! list=:set
 nonResourceURLs []string ! list=:set
FlowSchemaStatus
 conditions []FlowSchemaCondition? list=type patch=merge:type
FlowSchemaCondition
 type FlowSchemaConditionType?
 status ConditionStatus?
 lastTransitionTime meta.Time?
 reason string?
 message string?
PriorityLevelConfiguration
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec PriorityLevelConfigurationSpec?
 status PriorityLevelConfigurationStatus?
PriorityLevelConfigurationList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []PriorityLevelConfiguration !
PriorityLevelConfigurationSpec
 type PriorityLevelEnablement !
 limited *LimitedPriorityLevelConfiguration?
 exempt *ExemptPriorityLevelConfiguration?
LimitedPriorityLevelConfiguration
 nominalConcurrencyShares *int32
 limitResponse LimitResponse?
 lendablePercent *int32?
 borrowingLimitPercent *int32?
ExemptPriorityLevelConfiguration
 nominalConcurrencyShares *int32?
 lendablePercent *int32?
LimitResponse
 type LimitResponseType !
 queuing *QueuingConfiguration?
QueuingConfiguration
 queues int32
 handSize int32
 queueLengthLimit int32
PriorityLevelConfigurationStatus
 conditions []PriorityLevelConfigurationCondition? list=type patch=merge:type
PriorityLevelConfigurationCondition
 type PriorityLevelConfigurationConditionType?
 status ConditionStatus?
 lastTransitionTime meta.Time?
 reason string?
 message string?
FlowDistinguisherMethodType = string
SubjectKind = string
FlowSchemaConditionType = string
PriorityLevelEnablement = string
LimitResponseType = string
PriorityLevelConfigurationConditionType = string
ConditionStatus = string
# imagepolicy/v1alpha1 v1alpha1
ImageReview
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec ImageReviewSpec
 status ImageReviewStatus?
ImageReviewSpec
 containers []ImageReviewContainerSpec?
 annotations map[string]string?
 namespace string?
ImageReviewContainerSpec
 image string?
ImageReviewStatus
 allowed bool
 reason string?
 auditAnnotations map[string]string?
# networking/v1 v1
NetworkPolicy
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec NetworkPolicySpec?
NetworkPolicySpec
 podSelector meta.LabelSelector
 ingress []NetworkPolicyIngressRule? list=:atomic
 egress []NetworkPolicyEgressRule? list=:atomic
 policyTypes []PolicyType? list=:atomic
NetworkPolicyIngressRule
 ports []NetworkPolicyPort? list=:atomic
 from []NetworkPolicyPeer? list=:atomic
NetworkPolicyEgressRule
 ports []NetworkPolicyPort? list=:atomic
 to []NetworkPolicyPeer? list=:atomic
NetworkPolicyPort
 protocol *core.Protocol?
 port *intstr.IntOrString?
 endPort *int32?
IPBlock
 cidr string !
 except []string? list=:atomic
NetworkPolicyPeer
 podSelector *meta.LabelSelector?
 namespaceSelector *meta.LabelSelector?
 ipBlock *IPBlock?
NetworkPolicyList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []NetworkPolicy !
Ingress
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec IngressSpec?
 status IngressStatus?
IngressList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []Ingress !
IngressSpec
 ingressClassName *string?
 defaultBackend *IngressBackend?
 tls []IngressTLS? list=:atomic
 rules []IngressRule? list=:atomic
IngressTLS
 hosts []string? list=:atomic
 secretName string?
IngressStatus
 loadBalancer IngressLoadBalancerStatus?
IngressLoadBalancerStatus
 ingress []IngressLoadBalancerIngress? list=:atomic
IngressLoadBalancerIngress
 ip string?
 hostname string?
 ports []IngressPortStatus? list=:atomic
IngressPortStatus
 port int32 !
 protocol core.Protocol !
 error *string?
IngressRule
 host string?
 + IngressRuleValue
IngressRuleValue
 http *HTTPIngressRuleValue?
HTTPIngressRuleValue
 paths []HTTPIngressPath ! list=:atomic
HTTPIngressPath
 path string?
 pathType *PathType !
 backend IngressBackend !
IngressBackend
 service *IngressServiceBackend?
 resource *core.TypedLocalObjectReference?
IngressServiceBackend
 name string !
 port ServiceBackendPort?
ServiceBackendPort map=:atomic
 name string?
 number int32?
IngressClass
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec IngressClassSpec?
IngressClassSpec
 controller string?
 parameters *IngressClassParametersReference?
IngressClassParametersReference
 apiGroup *string?
 kind string !
 name string !
 scope *string
 namespace *string?
IngressClassList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []IngressClass !
IPAddress
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec IPAddressSpec?
IPAddressSpec
 parentRef *ParentReference? !
ParentReference
 group string?
 resource string? !
 namespace string?
 name string? !
IPAddressList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []IPAddress !
ServiceCIDR
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec ServiceCIDRSpec?
 status ServiceCIDRStatus?
ServiceCIDRSpec
 cidrs []string? list=:atomic
ServiceCIDRStatus
 conditions []meta.Condition? list=type patch=merge:type
ServiceCIDRList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []ServiceCIDR !
PolicyType = string Egress|Ingress
PathType = string Exact|ImplementationSpecific|Prefix
# node/v1 v1
RuntimeClass
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 handler string !
 overhead *Overhead?
 scheduling *Scheduling?
Overhead
 podFixed core.ResourceList?
Scheduling
 nodeSelector map[string]string? map=:atomic
 tolerations []core.Toleration? list=:atomic
RuntimeClassList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []RuntimeClass !
# policy/v1 v1
PodDisruptionBudgetSpec
 minAvailable *intstr.IntOrString?
 selector *meta.LabelSelector? patch=replace
 maxUnavailable *intstr.IntOrString?
 unhealthyPodEvictionPolicy *UnhealthyPodEvictionPolicyType?
PodDisruptionBudgetStatus
 observedGeneration int64?
 disruptedPods map[string]meta.Time?
 disruptionsAllowed int32 !
 currentHealthy int32 !
 desiredHealthy int32 !
 expectedPods int32 !
 conditions []meta.Condition? list=type patch=merge:type
PodDisruptionBudget
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec PodDisruptionBudgetSpec?
 status PodDisruptionBudgetStatus?
PodDisruptionBudgetList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []PodDisruptionBudget !
Eviction
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 deleteOptions *meta.DeleteOptions?
UnhealthyPodEvictionPolicyType = string AlwaysAllow|IfHealthyBudget
# rbac/v1 v1
PolicyRule
 verbs []string ! list=:atomic
 apiGroups []string? list=:atomic
 resources []string? list=:atomic
 resourceNames []string? list=:atomic
 nonResourceURLs []string? list=:atomic
Subject map=:atomic
 kind string !
 apiGroup string?
 name string !
 namespace string?
RoleRef map=:atomic
 apiGroup string !
 kind string !
 name string !
Role
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 rules []PolicyRule list=:atomic
RoleBinding
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 subjects []Subject? list=:atomic
 roleRef RoleRef !
RoleBindingList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []RoleBinding !
RoleList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []Role !
ClusterRole
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 rules []PolicyRule list=:atomic
 aggregationRule *AggregationRule?
AggregationRule
 clusterRoleSelectors []meta.LabelSelector? list=:atomic
ClusterRoleBinding
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 subjects []Subject? list=:atomic
 roleRef RoleRef !
ClusterRoleBindingList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []ClusterRoleBinding !
ClusterRoleList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []ClusterRole !
# resource/v1 v1
ResourceSlice
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec ResourceSliceSpec !
ResourceSliceSpec
 driver string !
 pool ResourcePool !
 nodeName *string?
 nodeSelector *core.NodeSelector?
 allNodes *bool?
 devices []Device? list=:atomic
 perDeviceNodeSelection *bool?
 sharedCounters []CounterSet? list=:atomic
CounterSet
 name string !
 counters map[string]Counter? !
ResourcePool
 name string !
 generation int64 !
 resourceSliceCount int64 !
Device
 name string !
 attributes map[QualifiedName]DeviceAttribute?
 capacity map[QualifiedName]DeviceCapacity?
 consumesCounters []DeviceCounterConsumption? list=:atomic
 nodeName *string?
 nodeSelector *core.NodeSelector?
 allNodes *bool?
 taints []DeviceTaint? list=:atomic
 bindsToNode *bool?
 bindingConditions []string? list=:atomic
 bindingFailureConditions []string? list=:atomic
 allowMultipleAllocations *bool?
DeviceCounterConsumption
 counterSet string !
 counters map[string]Counter? !
DeviceCapacity
 value resource.Quantity !
 requestPolicy *CapacityRequestPolicy?
Counter
 value resource.Quantity !
CapacityRequestPolicy
 default *resource.Quantity
 validValues []resource.Quantity? list=:atomic
 validRange *CapacityRequestPolicyRange?
CapacityRequestPolicyRange
 min *resource.Quantity? !
 max *resource.Quantity?
 step *resource.Quantity?
DeviceAttribute
 int *int64?
 bool *bool?
 string *string?
 version *string?
DeviceTaint
 key string !
 value string?
 effect DeviceTaintEffect !
 timeAdded *meta.Time?
ResourceSliceList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []ResourceSlice !
ResourceClaim
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec ResourceClaimSpec !
 status ResourceClaimStatus?
ResourceClaimSpec
 devices DeviceClaim
DeviceClaim
 requests []DeviceRequest list=:atomic
 constraints []DeviceConstraint? list=:atomic
 config []DeviceClaimConfiguration? list=:atomic
DeviceRequest
 name string !
 exactly *ExactDeviceRequest?
 firstAvailable []DeviceSubRequest? list=:atomic
ExactDeviceRequest
 deviceClassName string !
 selectors []DeviceSelector? list=:atomic
 allocationMode DeviceAllocationMode?
 count int64?
 adminAccess *bool?
 tolerations []DeviceToleration? list=:atomic
 capacity *CapacityRequirements?
DeviceSubRequest
 name string !
 deviceClassName string !
 selectors []DeviceSelector? list=:atomic
 allocationMode DeviceAllocationMode?
 count int64?
 tolerations []DeviceToleration? list=:atomic
 capacity *CapacityRequirements?
CapacityRequirements
 requests map[QualifiedName]resource.Quantity?
DeviceSelector
 cel *CELDeviceSelector?
CELDeviceSelector
 expression string !
DeviceConstraint
 requests []string? list=:atomic
 matchAttribute *FullyQualifiedName?
 distinctAttribute *FullyQualifiedName?
DeviceClaimConfiguration
 requests []string? list=:atomic
 + DeviceConfiguration
DeviceConfiguration
 opaque *OpaqueDeviceConfiguration?
OpaqueDeviceConfiguration
 driver string !
 parameters runtime.RawExtension !
DeviceToleration
 key string?
 operator DeviceTolerationOperator?
 value string?
 effect DeviceTaintEffect?
 tolerationSeconds *int64?
ResourceClaimStatus
 allocation *AllocationResult?
 reservedFor []ResourceClaimConsumerReference? list=uid patch=merge:uid
 devices []AllocatedDeviceStatus? list=driver,device,pool,shareID
ResourceClaimConsumerReference
 apiGroup string?
 resource string !
 name string !
 uid types.UID !
AllocationResult
 devices DeviceAllocationResult?
 nodeSelector *core.NodeSelector?
 allocationTimestamp *meta.Time?
DeviceAllocationResult
 results []DeviceRequestAllocationResult? list=:atomic
 config []DeviceAllocationConfiguration? list=:atomic
DeviceRequestAllocationResult
 request string !
 driver string !
 pool string !
 device string !
 adminAccess *bool?
 tolerations []DeviceToleration? list=:atomic
 bindingConditions []string? list=:atomic
 bindingFailureConditions []string? list=:atomic
 shareID *types.UID?
 consumedCapacity map[QualifiedName]resource.Quantity?
DeviceAllocationConfiguration
 source AllocationConfigSource !
 requests []string? list=:atomic
 + DeviceConfiguration
ResourceClaimList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []ResourceClaim !
DeviceClass
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec DeviceClassSpec !
DeviceClassSpec
 selectors []DeviceSelector? list=:atomic
 config []DeviceClassConfiguration? list=:atomic
 extendedResourceName *string?
DeviceClassConfiguration
 + DeviceConfiguration
DeviceClassList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []DeviceClass !
ResourceClaimTemplate
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec ResourceClaimTemplateSpec !
ResourceClaimTemplateSpec
 metadata meta.ObjectMeta?
 spec ResourceClaimSpec !
ResourceClaimTemplateList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []ResourceClaimTemplate !
AllocatedDeviceStatus
 driver string !
 pool string !
 device string !
 shareID *string?
 conditions []meta.Condition list=type
 data *runtime.RawExtension?
 networkData *NetworkDeviceData?
NetworkDeviceData
 interfaceName string?
 ips []string? list=:atomic
 hardwareAddress string?
QualifiedName = string
FullyQualifiedName = string
DeviceTaintEffect = string NoExecute|NoSchedule|None
DeviceAllocationMode = string All|ExactCount
DeviceTolerationOperator = string Equal|Exists
AllocationConfigSource = string FromClaim|FromClass
# scheduling/v1 v1
PriorityClass
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 value int32 !
 globalDefault bool?
 description string?
 preemptionPolicy *core.PreemptionPolicy?
PriorityClassList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []PriorityClass !
# storage/v1 v1
StorageClass
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 provisioner string !
 parameters map[string]string?
 reclaimPolicy *core.PersistentVolumeReclaimPolicy?
 mountOptions []string? list=:atomic
 allowVolumeExpansion *bool?
 volumeBindingMode *VolumeBindingMode?
 allowedTopologies []core.TopologySelectorTerm? list=:atomic
StorageClassList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []StorageClass !
VolumeAttachment
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec VolumeAttachmentSpec !
 status VolumeAttachmentStatus?
VolumeAttachmentList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []VolumeAttachment !
VolumeAttachmentSpec
 attacher string !
 source VolumeAttachmentSource !
 nodeName string !
VolumeAttachmentSource
 persistentVolumeName *string?
 inlineVolumeSpec *core.PersistentVolumeSpec?
VolumeAttachmentStatus
 attached bool !
 attachmentMetadata map[string]string?
 attachError *VolumeError?
 detachError *VolumeError?
VolumeError
 time meta.Time?
 message string?
 errorCode *int32?
CSIDriver
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec CSIDriverSpec !
CSIDriverList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []CSIDriver !
CSIDriverSpec
 attachRequired *bool?
 podInfoOnMount *bool?
 volumeLifecycleModes []VolumeLifecycleMode? list=:set
 storageCapacity *bool?
 fsGroupPolicy *FSGroupPolicy?
 tokenRequests []TokenRequest? list=:atomic
 requiresRepublish *bool?
 seLinuxMount *bool?
 nodeAllocatableUpdatePeriodSeconds *int64?
 serviceAccountTokenInSecrets *bool?
TokenRequest
 audience string !
 expirationSeconds *int64?
CSINode
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 spec CSINodeSpec !
CSINodeSpec
 drivers []CSINodeDriver ! list=name patch=merge:name
CSINodeDriver
 name string !
 nodeID string !
 topologyKeys []string list=:atomic
 allocatable *VolumeNodeResources?
VolumeNodeResources
 count *int32?
CSINodeList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []CSINode !
CSIStorageCapacity
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 nodeTopology *meta.LabelSelector?
 storageClassName string !
 capacity *resource.Quantity?
 maximumVolumeSize *resource.Quantity?
CSIStorageCapacityList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []CSIStorageCapacity !
VolumeAttributesClass
 + meta.TypeMeta
 metadata meta.ObjectMeta?
 driverName string !
 parameters map[string]string?
VolumeAttributesClassList
 + meta.TypeMeta
 metadata meta.ListMeta?
 items []VolumeAttributesClass !
VolumeBindingMode = string Immediate|WaitForFirstConsumer
FSGroupPolicy = string
VolumeLifecycleMode = string
`;
