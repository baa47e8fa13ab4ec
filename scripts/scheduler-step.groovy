// Step of a job scheduler: runs a policy now, waits for the backup, and ends with the exit codes of a job step.
//
//   scripts/baksh scripts/scheduler-step.groovy POLICY [--timeout 90] [--last]
// --timeout is in minutes. Exit code 0: a good backup. 1: a partially good backup. 8: a bad or unfinished backup, or a
// backup of the policy is in progress already. 16: other errors, such as a server that does not respond. --last starts no
// backup and checks the last one.

if (!args || args[0].startsWith('-')) fail 'which policy? scripts/scheduler-step.groovy POLICY [--timeout MINUTES] [--last]'
if (params.last != null && params.last != true) fail '--last takes no value'
def timeout = BackupReport.number(params, 'timeout', 90)

def code = 16
try {
    def policy = n2ws.policies[args[0]]
    def backup = n2ws.backups.latest(policy: policy)
    if (!params.containsKey('last')) {
        if (backup?.running) fail "backup $backup.id of ${args[0]} is in progress: none was started"
        backup = policy.backup()
    }
    if (!backup) fail "${args[0]} has no backup"
    if (backup.planned()) exit()
    backup = backup.await(timeout: timeout.minutes, every: 1.minute)
    code = backup.status == 'B' ? 0 : 1
    println "backup $backup.id of ${args[0]}: $backup.status"
} catch (dev.baksh.client.api.BakshException e) {
    println e.message
    code = e.exit().code() in [1, 75] ? 8 : 16
}
exit code
