// Gives users a role of Portworx Backup; a role that is not there is created as one that only looks.
//
//   scripts/baksh scripts/role-onboarding.groovy --role backup-viewer --users alice,bob [--services cloudcredential,role]
//
// What is so already is left alone, so it may be run again. More than five writes are asked about: agree, or say --yes.

if (!params.role || !params.users) fail 'which role, and whose? --role NAME --users NAME,NAME'
def services = (params.services ?: 'cloudcredential,backuplocation,schedulepolicy,rules,role').split(',')
def look = { params.users.split(',').collect { px.users[it.trim()] } }

// All users are looked up before anything is written: a misspelt one stops the script here.
def before = look()
def role = params.role in px.roles ? px.roles[params.role] : px.roles.create(params.role) {
    description 'Looks at backups and changes nothing'
    viewOnly services
}
def lacking = before.findAll { !BackupReport.holds(it, params.role) }
if (lacking) role.mapTo(*lacking*.username)

// What the server says now, and not what was asked for: in a dry run nothing has changed.
def after = look()
table([before, after].transpose().collect { was, is ->
    [user: is.username, had_it: BackupReport.holds(was, params.role), has_it: BackupReport.holds(is, params.role)]
})
println "${after.count { BackupReport.holds(it, params.role) }} of ${after.size()} users hold $params.role, ${lacking.size()} lacked it before"
