// Failover drill with a report: tests a recovery scenario, asks for approval, runs it and measures the recovery time.
//
//   scripts/baksh scripts/failover-drill.groovy --scenario failover [--timeout 2h]
// The report (baksh report last drill.html) has the time from the approval to the end of the recovery.

title 'Failover drill'
params {
    string 'scenario', required: true, help: 'name of the recovery scenario'
    duration 'timeout', default: 2.hours, help: 'for the test, and for the run'
}
onFailure { note "the drill has failed: $it" }

def backup = step('pick the newest good backup') {
    n2ws.backups.latest(policy: n2ws.scenarios[params.scenario].policy, status: 'B') ?: fail('the policy of the scenario has no good backup')
}
note "backup $backup.id of $backup.start_time"
step('test') { n2ws.scenarios[params.scenario].dryRun(backup: backup).await(timeout: params.timeout) }
approve "Run '$params.scenario' for real, with backup $backup.id?"
step('run') { n2ws.scenarios[params.scenario].run(backup: backup).await(timeout: params.timeout) }
