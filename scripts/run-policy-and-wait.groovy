// Runs a policy now, waits for the backup, and shows it.
//
//   scripts/baksh scripts/run-policy-and-wait.groovy POLICY [--timeout 120]
// --timeout is in minutes. Exit code 1 if the backup ended without success, 75 if it has not ended in time (the backup then
// continues on the server, and the message shows how to check it later), or if the meaning of its last status letter is not
// known.

if (!args || args[0].startsWith('-')) fail 'which policy? scripts/run-policy-and-wait.groovy POLICY [--timeout MINUTES]'
def timeout = BackupReport.number(params, 'timeout', 120)

def backup = n2ws.policies[args[0]].backup().await(timeout: timeout.minutes)
if (backup.planned()) exit() // In a dry run there is no backup to show; its curl line has been printed.
table([backup], 'id', 'name', 'status', 'start_time', 'end_time')
