// Tests a recovery scenario with the last good backup of its policy; with --run, runs it after a successful test.
//
//   scripts/baksh scripts/scenario-drill.groovy SCENARIO [--run] [--timeout 120]
// --timeout is in minutes. Without a terminal for questions, baksh needs --yes before the script for --run.

if (!args || args[0].startsWith('-')) fail 'which scenario? scripts/scenario-drill.groovy SCENARIO [--run]'
if (params.run != null && params.run != true) fail '--run takes no value'
def timeout = BackupReport.number(params, 'timeout', 120)

def scenario = n2ws.scenarios[args[0]]
def backup = n2ws.backups.latest(policy: scenario.policy, status: 'B')
if (!backup) fail "the policy of ${args[0]} has no good backup"

def test = scenario.dryRun(backup: backup)
if (!test.planned()) {
    test.await(timeout: timeout.minutes)
    println "dry run ${test.id} with backup ${backup.id}: well"
}
if (!params.containsKey('run')) exit()

def run = scenario.run(backup: backup).await(timeout: timeout.minutes)
if (run.planned()) exit()
table run.recoveries, 'id', 'recovery_type', 'status'
