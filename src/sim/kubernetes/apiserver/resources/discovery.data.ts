// Written by src/cli/tools/import-discovery.mjs from a recorded cluster's discovery; do not edit.

/** A line `# GROUP/VERSION`, then its resources: name, singular, kind, N(amespaced) or C(luster), verbs, short names, categories; subresources are indented. */
export const DISCOVERY = `
# v1
bindings binding Binding N create
componentstatuses componentstatus ComponentStatus C get,list short=cs
configmaps configmap ConfigMap N create,delete,deletecollection,get,list,patch,update,watch short=cm
endpoints endpoints Endpoints N create,delete,deletecollection,get,list,patch,update,watch short=ep
events event Event N create,delete,deletecollection,get,list,patch,update,watch short=ev
limitranges limitrange LimitRange N create,delete,deletecollection,get,list,patch,update,watch short=limits
namespaces namespace Namespace C create,delete,get,list,patch,update,watch short=ns
 finalize Namespace update
 status Namespace get,patch,update
nodes node Node C create,delete,deletecollection,get,list,patch,update,watch short=no
 proxy NodeProxyOptions create,delete,get,patch,update
 status Node get,patch,update
persistentvolumeclaims persistentvolumeclaim PersistentVolumeClaim N create,delete,deletecollection,get,list,patch,update,watch short=pvc
 status PersistentVolumeClaim get,patch,update
persistentvolumes persistentvolume PersistentVolume C create,delete,deletecollection,get,list,patch,update,watch short=pv
 status PersistentVolume get,patch,update
pods pod Pod N create,delete,deletecollection,get,list,patch,update,watch short=po in=all
 attach PodAttachOptions create,get
 binding Binding create
 ephemeralcontainers Pod get,patch,update
 eviction policy/v1/Eviction create
 exec PodExecOptions create,get
 log Pod get
 portforward PodPortForwardOptions create,get
 proxy PodProxyOptions create,delete,get,patch,update
 resize Pod get,patch,update
 status Pod get,patch,update
podtemplates podtemplate PodTemplate N create,delete,deletecollection,get,list,patch,update,watch
replicationcontrollers replicationcontroller ReplicationController N create,delete,deletecollection,get,list,patch,update,watch short=rc in=all
 scale autoscaling/v1/Scale get,patch,update
 status ReplicationController get,patch,update
resourcequotas resourcequota ResourceQuota N create,delete,deletecollection,get,list,patch,update,watch short=quota
 status ResourceQuota get,patch,update
secrets secret Secret N create,delete,deletecollection,get,list,patch,update,watch
serviceaccounts serviceaccount ServiceAccount N create,delete,deletecollection,get,list,patch,update,watch short=sa
 token authentication.k8s.io/v1/TokenRequest create
services service Service N create,delete,deletecollection,get,list,patch,update,watch short=svc in=all
 proxy ServiceProxyOptions create,delete,get,patch,update
 status Service get,patch,update
# apiregistration.k8s.io/v1
apiservices apiservice APIService C create,delete,deletecollection,get,list,patch,update,watch in=api-extensions
 status APIService get,patch,update
# apps/v1
controllerrevisions controllerrevision ControllerRevision N create,delete,deletecollection,get,list,patch,update,watch
daemonsets daemonset DaemonSet N create,delete,deletecollection,get,list,patch,update,watch short=ds in=all
 status DaemonSet get,patch,update
deployments deployment Deployment N create,delete,deletecollection,get,list,patch,update,watch short=deploy in=all
 scale autoscaling/v1/Scale get,patch,update
 status Deployment get,patch,update
replicasets replicaset ReplicaSet N create,delete,deletecollection,get,list,patch,update,watch short=rs in=all
 scale autoscaling/v1/Scale get,patch,update
 status ReplicaSet get,patch,update
statefulsets statefulset StatefulSet N create,delete,deletecollection,get,list,patch,update,watch short=sts in=all
 scale autoscaling/v1/Scale get,patch,update
 status StatefulSet get,patch,update
# events.k8s.io/v1
events event Event N create,delete,deletecollection,get,list,patch,update,watch short=ev
# authentication.k8s.io/v1
selfsubjectreviews selfsubjectreview SelfSubjectReview C create
tokenreviews tokenreview TokenReview C create
# authorization.k8s.io/v1
localsubjectaccessreviews localsubjectaccessreview LocalSubjectAccessReview N create
selfsubjectaccessreviews selfsubjectaccessreview SelfSubjectAccessReview C create
selfsubjectrulesreviews selfsubjectrulesreview SelfSubjectRulesReview C create
subjectaccessreviews subjectaccessreview SubjectAccessReview C create
# autoscaling/v2
horizontalpodautoscalers horizontalpodautoscaler HorizontalPodAutoscaler N create,delete,deletecollection,get,list,patch,update,watch short=hpa in=all
 status HorizontalPodAutoscaler get,patch,update
# autoscaling/v1
horizontalpodautoscalers horizontalpodautoscaler HorizontalPodAutoscaler N create,delete,deletecollection,get,list,patch,update,watch short=hpa in=all
 status HorizontalPodAutoscaler get,patch,update
# batch/v1
cronjobs cronjob CronJob N create,delete,deletecollection,get,list,patch,update,watch short=cj in=all
 status CronJob get,patch,update
jobs job Job N create,delete,deletecollection,get,list,patch,update,watch in=all
 status Job get,patch,update
# certificates.k8s.io/v1
certificatesigningrequests certificatesigningrequest CertificateSigningRequest C create,delete,deletecollection,get,list,patch,update,watch short=csr
 approval CertificateSigningRequest get,patch,update
 status CertificateSigningRequest get,patch,update
# networking.k8s.io/v1
ingressclasses ingressclass IngressClass C create,delete,deletecollection,get,list,patch,update,watch
ingresses ingress Ingress N create,delete,deletecollection,get,list,patch,update,watch short=ing
 status Ingress get,patch,update
ipaddresses ipaddress IPAddress C create,delete,deletecollection,get,list,patch,update,watch short=ip
networkpolicies networkpolicy NetworkPolicy N create,delete,deletecollection,get,list,patch,update,watch short=netpol
servicecidrs servicecidr ServiceCIDR C create,delete,deletecollection,get,list,patch,update,watch
 status ServiceCIDR get,patch,update
# policy/v1
poddisruptionbudgets poddisruptionbudget PodDisruptionBudget N create,delete,deletecollection,get,list,patch,update,watch short=pdb
 status PodDisruptionBudget get,patch,update
# rbac.authorization.k8s.io/v1
clusterrolebindings clusterrolebinding ClusterRoleBinding C create,delete,deletecollection,get,list,patch,update,watch
clusterroles clusterrole ClusterRole C create,delete,deletecollection,get,list,patch,update,watch
rolebindings rolebinding RoleBinding N create,delete,deletecollection,get,list,patch,update,watch
roles role Role N create,delete,deletecollection,get,list,patch,update,watch
# storage.k8s.io/v1
csidrivers csidriver CSIDriver C create,delete,deletecollection,get,list,patch,update,watch
csinodes csinode CSINode C create,delete,deletecollection,get,list,patch,update,watch
csistoragecapacities csistoragecapacity CSIStorageCapacity N create,delete,deletecollection,get,list,patch,update,watch
storageclasses storageclass StorageClass C create,delete,deletecollection,get,list,patch,update,watch short=sc
volumeattachments volumeattachment VolumeAttachment C create,delete,deletecollection,get,list,patch,update,watch
 status VolumeAttachment get,patch,update
volumeattributesclasses volumeattributesclass VolumeAttributesClass C create,delete,deletecollection,get,list,patch,update,watch short=vac
# admissionregistration.k8s.io/v1
mutatingwebhookconfigurations mutatingwebhookconfiguration MutatingWebhookConfiguration C create,delete,deletecollection,get,list,patch,update,watch in=api-extensions
validatingadmissionpolicies validatingadmissionpolicy ValidatingAdmissionPolicy C create,delete,deletecollection,get,list,patch,update,watch in=api-extensions
 status ValidatingAdmissionPolicy get,patch,update
validatingadmissionpolicybindings validatingadmissionpolicybinding ValidatingAdmissionPolicyBinding C create,delete,deletecollection,get,list,patch,update,watch in=api-extensions
validatingwebhookconfigurations validatingwebhookconfiguration ValidatingWebhookConfiguration C create,delete,deletecollection,get,list,patch,update,watch in=api-extensions
# apiextensions.k8s.io/v1
customresourcedefinitions customresourcedefinition CustomResourceDefinition C create,delete,deletecollection,get,list,patch,update,watch short=crd,crds in=api-extensions
 status CustomResourceDefinition get,patch,update
# scheduling.k8s.io/v1
priorityclasses priorityclass PriorityClass C create,delete,deletecollection,get,list,patch,update,watch short=pc
# coordination.k8s.io/v1
leases lease Lease N create,delete,deletecollection,get,list,patch,update,watch
# node.k8s.io/v1
runtimeclasses runtimeclass RuntimeClass C create,delete,deletecollection,get,list,patch,update,watch
# discovery.k8s.io/v1
endpointslices endpointslice EndpointSlice N create,delete,deletecollection,get,list,patch,update,watch
# resource.k8s.io/v1
deviceclasses deviceclass DeviceClass C create,delete,deletecollection,get,list,patch,update,watch
resourceclaims resourceclaim ResourceClaim N create,delete,deletecollection,get,list,patch,update,watch
 status ResourceClaim get,patch,update
resourceclaimtemplates resourceclaimtemplate ResourceClaimTemplate N create,delete,deletecollection,get,list,patch,update,watch
resourceslices resourceslice ResourceSlice C create,delete,deletecollection,get,list,patch,update,watch
# flowcontrol.apiserver.k8s.io/v1
flowschemas flowschema FlowSchema C create,delete,deletecollection,get,list,patch,update,watch
 status FlowSchema get,patch,update
prioritylevelconfigurations prioritylevelconfiguration PriorityLevelConfiguration C create,delete,deletecollection,get,list,patch,update,watch
 status PriorityLevelConfiguration get,patch,update
`;
