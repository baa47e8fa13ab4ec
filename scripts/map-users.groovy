// Gives users of Portworx Backup the roles of a CSV file with lines of user,role; prints the results.
//
//   scripts/baksh scripts/map-users.groovy --file users.csv
// Asks once before the first change (or use --yes). Skips existing assignments, so after Ctrl-C or a failure the same
// command completes the work. A failed user does not stop the others; the exit code is then 6.

if (!params.file) fail 'which file? --file users.csv, with lines of user,role'
def report = px.users.mapAll(params.file)
table report.countBy { it.result }.collect { result, count -> [result: result, mappings: count] }
