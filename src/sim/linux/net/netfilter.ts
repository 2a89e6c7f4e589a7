/**
 * Packet filtering: tables, chains and rules as data, that print in iptables' formats and that connections follow. kube-proxy
 * writes its rules with `Netfilter.restore`, in the format that it gives to iptables-restore.
 */
export { Netfilter, netfilterOf, RuleTable } from './netfilter/netfilter.ts';
export { parseRule, RuleError, RuleNotSimulated, splitWords } from './netfilter/parse.ts';
export { ruleDetails, ruleText, sameRule, TABLES, type Chain, type Rule, type TableName } from './netfilter/rule.ts';
