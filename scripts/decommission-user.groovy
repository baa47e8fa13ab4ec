// Takes all roles of Portworx Backup from a user, on each server that is named; tells what is left to do by hand.
//
//   scripts/baksh scripts/decommission-user.groovy --user alice [--px eu,us] [--n2ws eu,us]
//
// Without a terminal to be asked at, baksh needs --yes before the script. Who holds nothing is left alone, so it may be run again. Users and delegates of N2WS cannot be removed over its API.

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
