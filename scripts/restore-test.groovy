// Monthly restore test: recovers a random instance from the last good backup of its policy.
//
//   scripts/baksh scripts/restore-test.groovy [--seed 202603] [--type t3.micro] [--timeout 2h]
// Without a terminal for questions, baksh needs --yes before the script. The same seed selects the same instance of the
// same servers. The default seed is year and month, so that a second run in a month selects the same instance. The new
// instance stays until you terminate the instance.

title 'Restore test of the month'
params {
    integer 'seed', help: 'seed of the random choice; default year and month'
    string 'type', default: 't3.micro', help: 'type of the new instance'
    duration 'timeout', default: 2.hours
}
def seed = params.seed ?: now.toString().take(7).replace('-', '') as int

def pick = step('pick') {
    def random = new Random(seed)
    def policies = n2ws.policies.lastGoodBackups().findAll { it.enabled && it.backup }.sort { it.id }.shuffled(random)
    for (policy in policies) {
        def instances = n2ws.policies[policy.id as int].targets.findAll { it.resource_type == 'instance' }*.resource.sort()
        if (instances) return [policy: policy.policy, backup: policy.backup, instance: instances.shuffled(random)[0]]
    }
    fail 'no enabled policy has a good backup of an instance'
}
note "seed $seed: $pick.instance of policy $pick.policy, backup $pick.backup"
step('recover') { n2ws.backups[pick.backup].recover(instance: pick.instance, instance_type: params.type).await(timeout: params.timeout) }
