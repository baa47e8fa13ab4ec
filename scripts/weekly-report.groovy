// Saves the backup, snapshot and audit reports of the last days as CSV, in a folder for each server.
//
//   scripts/baksh scripts/weekly-report.groovy [--days 7] [--folder DIR]
// A file appears only when it is complete, and only you can read it. Prints the name of each file.

def days = BackupReport.number(params, 'days', 7)
def server = n2ws.identifier
def folder = new File(params.folder ?: '.', "${server.cpm_name}-${server.cpm_uuid}".replaceAll('[^A-Za-z0-9._-]', '_'))
if (!folder.isDirectory() && !folder.mkdirs()) fail "cannot create the folder $folder"

def period = [from: now.minus(days.days), to: now]
def day = period.to.toString().take(10)
println n2ws.reports.backups(period).saveTo("$folder/backups-${day}.csv")
println n2ws.reports.snapshots(period).saveTo("$folder/snapshots-${day}.csv")
println n2ws.reports.audit(period).saveTo("$folder/audit-${day}.csv")
