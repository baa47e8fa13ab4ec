// Gives users of Portworx Backup the roles that a CSV file says, one line user,role for each; says what was done.
//
//   scripts/baksh scripts/map-users.groovy --file users.csv
//
// It asks once before the first change (or say --yes). What is so already is not sent, so after Ctrl-C or a failure the
// same command completes it. Users who fail do not stop the others: then it ends with 6.

if (!params.file) fail 'which file? --file users.csv, with lines of user,role'
def report = px.users.mapAll(params.file)
table report.countBy { it.result }.collect { result, count -> [result: result, mappings: count] }
