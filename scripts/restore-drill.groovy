// Recovers one instance from the last good backup of a policy, optionally with another type, and saves the log.
//
//   scripts/baksh scripts/restore-drill.groovy POLICY INSTANCE [--type t3.micro] [--timeout 120] [--log FILE]
//
// INSTANCE is an EC2 id or a name. --timeout is in minutes. Exit code 1 if the recovery ended without success, 75 if it has
// not ended in time or if the meaning of its last status letter is not known. Without a terminal for questions, baksh needs
// --yes before the script. The log is saved in each case. The new instance stays until you terminate the instance.

if (args.size() < 2 || args[0..1].any { it.startsWith('-') }) fail 'which policy and which instance? POLICY INSTANCE'
if (params.log == true) fail '--log needs a file'
def timeout = BackupReport.number(params, 'timeout', 120)

def backup = n2ws.backups.latest(policy: args[0], status: 'B')
if (!backup) fail "policy ${args[0]} has no good backup"
println "backup ${backup.id} of ${backup.start_time}"

def recovery = backup.recover([instance: args[1]] + (params.type ? [instance_type: params.type] : [:]))
if (recovery.planned()) exit()
try {
    table([recovery.await(timeout: timeout.minutes)], 'id', 'recovery_time', 'status')
} finally {
    try {
        println 'log: ' + recovery.log.saveTo(params.log ?: "recovery_${recovery.id}.csv")
    } catch (dev.baksh.client.api.BakshException e) {
        println "no log: $e.message" // The result of the wait counts.
    }
}
