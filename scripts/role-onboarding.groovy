// Gives users a role of Portworx Backup; creates a missing role with view-only rules.
//
//   scripts/baksh scripts/role-onboarding.groovy --role backup-viewer --users alice,bob [--services cloudcredential,role]
// Skips existing assignments, so the script can run again. More than five writes need a confirmation or --yes.

if (!params.role || !params.users) fail 'which role, and whose? --role NAME --users NAME,NAME'
def services = (params.services ?: 'cloudcredential,backuplocation,schedulepolicy,rules,role').split(',')
def look = { params.users.split(',').collect { px.users[it.trim()] } }

// Looks up all users before the first write: a misspelt user stops the script here.
def before = look()
def role = params.role in px.roles ? px.roles[params.role] : px.roles.create(params.role) {
    description 'Looks at backups and changes nothing'
    viewOnly services
}
def lacking = before.findAll { !BackupReport.holds(it, params.role) }
if (lacking) role.mapTo(*lacking*.username)

// Prints the state on the server, not the requested state: a dry run changes nothing.
def after = look()
table([before, after].transpose().collect { was, is ->
    [user: is.username, had_it: BackupReport.holds(was, params.role), has_it: BackupReport.holds(is, params.role)]
})
println "${after.count { BackupReport.holds(it, params.role) }} of ${after.size()} users hold $params.role, ${lacking.size()} lacked it before"
