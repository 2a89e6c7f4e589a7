/** What one probe found. `output` says why it failed. */
export interface ProbeOutcome {
  result: 'success' | 'warning' | 'failure' | 'error';
  output: string;
}
