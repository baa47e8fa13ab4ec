// Removes all roles of Portworx Backup from a user on each named server; lists the manual work that is left.
//
//   scripts/baksh scripts/decommission-user.groovy --user alice [--px eu,us] [--n2ws eu,us]
// Without a terminal for questions, baksh needs --yes before the script. A user without roles is not changed, so the
// script can run again. The API of N2WS cannot remove users and delegates.

title 'Decommission a user'
params {
    string 'user', required: true, help: 'name of the user'
    list 'px', default: [], help: 'Portworx servers; without it the one in use'
    list 'n2ws', default: [], help: 'N2WS servers; without it the one in use'
}
def each = { names, one, named -> names ? names.collectEntries { [it, named(it)] } : ['in use': one] }

for (server in each(params.px, px, { px(it) })) step("Portworx $server.key: take roles") {
    if (!(params.user in server.value.users)) return []
    def held = server.value.users[params.user].roles*.name
    if (held) server.value.users[params.user].unmap(*held)
    held
}
def left = []
for (server in each(params.n2ws, n2ws, { n2ws(it) })) left.addAll(step("N2WS $server.key: look") {
    [users: server.value.users*.username, delegates: server.value.delegates*.username]
        .findAll { kind, names -> params.user in names }.collect { kind, names -> [server: server.key, 'by hand': "remove $params.user from the $kind"] }
})
table left
