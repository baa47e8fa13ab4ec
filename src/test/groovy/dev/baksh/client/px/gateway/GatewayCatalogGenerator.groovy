package dev.baksh.client.px.gateway

import com.fasterxml.jackson.core.util.DefaultIndenter
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter
import com.fasterxml.jackson.databind.ObjectMapper

/**
 * Generator of the gateway's catalogue from its Swagger file: names, paths, queries and bodies come from the file, and
 * the remaining data (nouns, effects, columns) is in this class.
 */
class GatewayCatalogGenerator {
    /** Settings by tag: noun, singular, definition of the object, columns of a table, help line. */
    private static final Map<String, Map> NOUN_SETTINGS = [
        Backup                  : [noun: 'backups', one: 'backup', object: 'BackupObject',
                                   columns: ['name', 'backup_info.status.status', 'backup_info.cluster_ref.name', 'create_time',
                                             'backup_info.status.reason', 'backup_info.total_size', 'uid'],
                                   help: 'Backups of namespaces and virtual machines.'],
        BackupLocation          : [noun: 'backupLocations', one: 'backup location', object: 'BackupLocationObject',
                                   columns: ['name', 'backup_location_info.type', 'backup_location_info.path',
                                             'backup_location_info.status.status', 'create_time', 'uid'],
                                   help: 'Storage for backups: buckets and NFS shares.'],
        BackupSchedule          : [noun: 'schedules', one: 'schedule', object: 'BackupScheduleObject',
                                   columns: ['name', 'backup_schedule_info.suspend', 'backup_schedule_info.schedule_policy_ref.name',
                                             'backup_schedule_info.cluster_ref.name', 'backup_schedule_info.namespaces', 'create_time', 'uid'],
                                   help: 'Schedules of backups, each with its schedule policy.'],
        CloudCredential         : [noun: 'cloudCredentials', one: 'cloud credential', object: 'CloudCredentialObject',
                                   columns: ['name', 'cloud_credential_info.type', 'create_time', 'uid'],
                                   help: 'Credentials of cloud accounts (cloud accounts in the console).'],
        Cluster                 : [noun: 'clusters', one: 'cluster', object: 'ClusterObject',
                                   columns: ['name', 'clusterInfo.status.status', 'clusterInfo.provider', 'clusterInfo.k8s_version',
                                             'clusterInfo.stork_version', 'create_time', 'uid'],
                                   help: 'Kubernetes clusters with applications to back up.'],
        ClusterDiscoveryConfig  : [noun: 'clusterDiscoveryConfigs', one: 'cluster discovery config', object: 'ClusterDiscoveryConfigObject',
                                   columns: ['name', 'cluster_discovery_config_info.type', 'cluster_discovery_config_info.status.status',
                                             'create_time', 'uid'],
                                   help: 'Configurations for the automatic discovery of clusters.'],
        Health                  : [noun: 'health', one: 'health', object: null, columns: [], help: 'Health of the gateway.'],
        License                 : [noun: 'license', one: 'license', object: 'LicenseResponseInfo', columns: ['status', 'feature_info'],
                                   help: 'License, its features and its usage.'],
        LogLevelService         : [noun: 'logLevel', one: 'log level', object: 'LogLevelGetResponse', columns: ['current_level'],
                                   help: 'Log level of the server.'],
        ManagedClusters         : [noun: 'managedClusters', one: 'managed cluster', object: 'ManagedClusterObject',
                                   columns: ['name', 'status', 'k8s_version', 'uid'], help: 'Clusters of a cloud account.'],
        Metrics                 : [noun: 'metrics', one: 'metrics', object: 'MetricsInspectResponse', columns: ['last_sync_time', 'stats'],
                                   help: 'Metrics of backups and restores.'],
        Organization            : [noun: 'organizations', one: 'organization', object: 'OrganizationObject',
                                   columns: ['name', 'create_time', 'uid'], help: 'Organisations; most servers have only the organisation default.'],
        Receiver                : [noun: 'receivers', one: 'receiver', object: 'ReceiverObject',
                                   columns: ['name', 'receiver_info.type', 'create_time', 'uid'],
                                   help: 'Servers that send alerts, such as a mail server.'],
        Recipient               : [noun: 'recipients', one: 'recipient', object: 'RecipientObject',
                                   columns: ['name', 'recipient_info.type', 'recipient_info.recipient_id', 'recipient_info.active',
                                             'recipient_info.severity', 'uid'],
                                   help: 'Recipients of alerts.'],
        ResourceCollector       : [noun: 'resourceTypes', one: 'resource type', object: null, fields: [name: 'string'],
                                   columns: ['name'], label: 'name', key: 'name', help: 'Types of Kubernetes resources that can be backed up.'],
        Restore                 : [noun: 'restores', one: 'restore', object: 'RestoreObject',
                                   columns: ['name', 'restore_info.status.status', 'restore_info.backup_ref.name', 'restore_info.cluster_ref.name',
                                             'create_time', 'restore_info.status.reason', 'uid'],
                                   help: 'Restores of backups to a cluster.'],
        Role                    : [noun: 'gatewayRoles', one: 'gateway role', object: 'RoleObject',
                                   columns: ['name', 'rules', 'create_time', 'role_id', 'uid'],
                                   help: 'Roles in the gateway only; px.roles, like the console, includes the role in Keycloak.'],
        Rules                   : [noun: 'rules', one: 'rule', object: 'RuleObject', columns: ['name', 'rules_info.rules', 'create_time', 'uid'],
                                   help: 'Commands that run in pods before and after a backup.'],
        SchedulePolicy          : [noun: 'schedulePolicies', one: 'schedule policy', object: 'SchedulePolicyObject',
                                   columns: ['name', 'schedule_policy_info.interval', 'schedule_policy_info.daily', 'schedule_policy_info.weekly',
                                             'schedule_policy_info.monthly', 'create_time', 'uid'],
                                   help: 'Times of backups and number of backups to keep.'],
        Version                 : [noun: 'version', one: 'version', object: 'VersionInfo',
                                   columns: ['major', 'minor', 'patch', 'git_commit', 'build_date'], help: 'Version of Portworx Backup.'],
        VolumeResourceOnlyPolicy: [noun: 'volumeResourceOnlyPolicies', one: 'volume resource only policy',
                                   object: 'VolumeResourceOnlyPolicyObject', columns: ['name', 'create_time', 'uid'],
                                   help: 'Policies for volumes whose resources, but not data, are backed up.'],
        ActivityTimeLine        : [noun: 'activityTimeline', one: 'activity', object: 'ActivityEnumerateResponseData', columns: [],
                                   help: 'Number of backups and restores in each interval.'],
    ]

    /** Verbs that differ from the camelCase name of the rpc. */
    private static final Map<String, String> VERB_NAMES = [
        Enumerate: 'list', Inspect: 'get', Enumerate2: 'enumerate', Delete2: 'deleteMany', Status: 'get', ResourceTypes: 'list',
        SMTP     : 'smtp', ValidateSMTP: 'validateSmtp', UnShareCluster: 'unshare', ShareCluster: 'share',
    ]
    /** Operations on a row, because the body or the path names an existing object. */
    private static final Set<String> ROW_OPERATIONS = [
        'Update', 'Delete', 'UpdateOwnership', 'UpdateBackupShare', 'Validate', 'GetBackupResourceDetails', 'RetryBackupResources',
        'ShareCluster', 'UnShareCluster', 'DiscoverClusters', 'RefreshClusters'] as Set
    private static final Set<String> NON_ROW_OPERATIONS = ['License_Update'] as Set

    private static final Map<String, String> EFFECTS = [
        Backup_Create: 'START', Backup_RetryBackupResources: 'START', ManagedClusters_BulkAdd: 'START', Restore_Create: 'DANGER', Cluster_UnShareCluster: 'DANGER',
        BackupSchedule_Delete2: 'DANGER', Backup_Enumerate2: 'READ', BackupSchedule_Enumerate2: 'READ', Cluster_Enumerate2: 'READ',
        VolumeResourceOnlyPolicy_Enumerate2: 'READ', BackupLocation_Validate: 'READ', Backup_GetBackupResourceDetails: 'READ',
    ]
    /** References that may be given by name, by field. */
    private static final Map<String, String> REFERENCE_FIELDS = [
        cluster_ref: 'clusters', backup_location_ref: 'backupLocations', cloud_credential_ref: 'cloudCredentials',
        platform_credential_ref: 'cloudCredentials', schedule_policy_ref: 'schedulePolicies', pre_exec_rule_ref: 'rules',
        post_exec_rule_ref: 'rules', backup_ref: 'backups', volume_resource_only_policy_ref: 'volumeResourceOnlyPolicies',
        receiver_ref: 'receivers']

    private static final Map<String, String> EXAMPLES = [
        Backup_Enumerate      : "px.backups.list(nameFilter: 'nightly')",
        Backup_Inspect        : "px.backups.get('nightly-1')",
        Backup_Create         : "px.backups.create('nightly-9') { clusterRef 'prod'; backupLocationRef 'main-bucket'; namespaces 'shop' }",
        Backup_Delete         : "px.backups['nightly-1'].delete()",
        Restore_Create        : "px.restores.create('shop-back') { backupRef 'nightly-1'; clusterRef 'prod'; namespaceMapping shop: 'shop-copy' }",
        BackupSchedule_Update : "px.schedules['nightly'].update { suspend true }",
        SchedulePolicy_Create : "px.schedulePolicies.create('early') { schedulePolicy daily: [time: '02:00AM', retain: 5] }",
        Cluster_Enumerate     : "px.clusters.list(nameFilter: 'prod')",
        Cluster_ShareCluster  : "px.clusters['prod'].share(users: ['alice'])",
        LogLevelService_Set   : "px.logLevel.set(level: 'Debug')",
        ActivityTimeLine_Enumerate: "px.activityTimeline.list(days: 7, interval: 'Daily')",
    ]

    private final Map readSwagger
    private final Map definitions

    GatewayCatalogGenerator(Map readSwagger) {
        this.readSwagger = readSwagger
        this.definitions = readSwagger.definitions
    }

    static Map readSwagger() {
        return GatewayCatalogGenerator.getResourceAsStream('/px-backup-api.swagger.json').withCloseable { new ObjectMapper().readValue(it, Map) }
    }

    /** Returns noun and verb of an rpc such as {@code Backup_Enumerate2}. */
    static List<String> nounAndVerb(String operationSpec) {
        final String tag = operationSpec.substring(0, operationSpec.indexOf('_'))
        final String name = operationSpec.substring(operationSpec.indexOf('_') + 1)
        return [NOUN_SETTINGS[tag].noun, VERB_NAMES[name] ?: name[0].toLowerCase() + name.substring(1)]
    }

    /** Returns the text of the file: two blanks for each level, one line for each leaf. */
    String toJson() {
        final DefaultPrettyPrinter printer = new DefaultPrettyPrinter()
        printer.indentObjectsWith(new DefaultIndenter(' ', '\n'))
        return new ObjectMapper().writer(printer).writeValueAsString(catalogue()) + '\n'
    }

    private Map catalogue() {
        final Map nouns = [:]
        NOUN_SETTINGS.each { tag, noun -> nouns[noun.noun] = describeNoun(tag, noun) }
        return [server: 'px', nouns: nouns]
    }

    private Map describeNoun(String tag, Map settings) {
        final Map noun = [one: settings.one]
        final Map fields = settings.fields ?: settings.object ? describeFields(settings.object, 3) : [:]
        if (fields.metadata) noun.putAll(key: 'uid', label: 'name', lift: 'metadata')
        else if (settings.label) noun.putAll(key: settings.key, label: settings.label)
        else noun.key = fields.containsKey('uid') ? 'uid' : ''
        noun.help = settings.help
        noun.columns = settings.columns
        noun.fields = fields
        noun.operations = describeOperations(tag, settings)
        return noun
    }

    private Map describeOperations(String tag, Map noun) {
        final Map operations = [:]
        readSwagger.paths.each { path, methods ->
            methods.each { method, operationSpec ->
                if (operationSpec.tags == [tag]) operations[nounAndVerb(operationSpec.operationId)[1]] = describeOperation(method.toUpperCase(), path, operationSpec, noun)
            }
        }
        if (tag in ['Backup', 'Restore']) {
            operations.await = [on: 'row', effect: 'READ', result: noun.noun, query: [timeout: 'duration', every: 'duration'],
                                help: "Waits for the end of the ${noun.one} and returns its last state.".toString(),
                                example: "px.${noun.noun}['${tag == 'Backup' ? 'nightly-1' : 'shop-back'}'].await(timeout: 2.hours)".toString(),
                                evidence: 'inferred', source: 'status texts of the Swagger file']
            operations.why = [on: 'row', property: true, effect: 'READ',
                              help: "Tells why the ${noun.one} failed: its reason, failed parts, and the next command.".toString(),
                              example: "px.${noun.noun}['${tag == 'Backup' ? 'nightly-1' : 'shop-back'}'].why".toString(),
                              evidence: 'inferred', source: 'status texts of the Swagger file']
        }
        return operations
    }

    private Map describeOperation(String method, String path, Map operationSpec, Map noun) {
        final String id = operationSpec.operationId
        final String name = id.substring(id.indexOf('_') + 1)
        final boolean onRow = name in ROW_OPERATIONS && !(id in NON_ROW_OPERATIONS)
        final Map operation = [:]
        if (onRow) operation.on = 'row'
        operation.putAll(method: method, path: path, effect: effectOf(id, name, method))
        final Map responseFields = definitions[definitionName(operationSpec.responses['200'].schema)].get('properties') ?: [:]
        final boolean returnsList = VERB_NAMES[name] in ['list', 'enumerate'] || id == 'License_EnumerateLicenseUsageAirGapped'
        if (returnsList) operation.many = true
        if (noun.object && (returnsList ? name != 'EnumerateLicenseUsageAirGapped' : responseFields.values().any { definitionName(it) == noun.object } || noun.object == definitionName(operationSpec.responses['200'].schema)) || noun.noun == 'resourceTypes') operation.result = noun.noun
        final Map query = [:]
        final Map body = [:]
        operationSpec.parameters.each { settings ->
            if (settings.in == 'body') definitions[definitionName(settings.schema)].get('properties').each { k, v -> body[k] = parameter(k, v, true) }
            else if (!(settings.in == 'path' && settings.name == 'name')) query[settings.name] = parameter(settings.name, settings, false)
        }
        if (id == 'Role_Update') query.only = [type: 'bool', help: 'true: replaces all rules; else the services that the rules do not name stay; not sent']
        if (query) operation.query = query
        if (body) operation.body = body
        operation.help = helpLine(operationSpec, noun)
        if (EXAMPLES[id]) operation.example = EXAMPLES[id]
        operation.putAll(evidence: 'confirmed', source: 'px-api 5, ' + id)
        return operation
    }

    private static String effectOf(String id, String name, String method) {
        if (EFFECTS[id]) return EFFECTS[id]
        if (method == 'GET') return 'READ'
        return method == 'DELETE' ? 'DANGER' : 'ENSURE'
    }

    private static String helpLine(Map operationSpec, Map noun) {
        final String summary = operationSpec.summary ? operationSpec.summary.replaceAll(/\s+/, ' ').trim() : "${operationSpec.operationId.replaceAll('.*_', '')} of a ${noun.one}".toString()
        final String firstSentence = summary.replaceAll(/\.\s.*/, '')
        return firstSentence[0].toUpperCase() + firstSentence.substring(1) + (firstSentence.endsWith('.') ? '' : '.')
    }

    private Map describeFields(String definition, int depth) {
        final Map fields = [:]
        definitions[definition].get('properties').each { name, schema -> fields[name] = rowField(schema, depth) }
        return fields
    }

    private Object rowField(Map schema, int depth) {
        final String referencedType = definitionName(schema)
        if (!referencedType || definitions[referencedType].enum) return typeOf(schema)
        final Map innerFields = depth > 1 ? describeFields(referencedType, depth - 1) : [:]
        return innerFields ? [type: 'object', fields: innerFields] : 'object'
    }

    private Object parameter(String name, Map schema, boolean allowsReference) {
        String type = typeOf(schema)
        if (allowsReference && REFERENCE_FIELDS[name] && definitionName(schema) == 'ObjectRef') type = 'id:' + REFERENCE_FIELDS[name]
        final String help = helpText(schema)
        // One alias for all nouns of both servers.
        if (name.endsWith('.name_filter')) return [type: type, word: 'search', help: help]
        return help ? [type: type, help: help] : type
    }

    private String helpText(Map schema) {
        final String referencedType = definitionName(schema)
        final List values = schema.enum ?: referencedType ? definitions[referencedType]?.enum : null
        final String toJson = (schema.description ?: schema.title ?: '').readLines().find { it.trim() }?.trim() ?: ''
        final String shortened = toJson.length() > 90 ? toJson.substring(0, 90).replaceAll(/\s\S*$/, '') + ' ...' : toJson
        final String allowedValues = (schema.enum ?: values)?.findAll { !it.equalsIgnoreCase('Invalid') }?.take(12)?.join(', ')
        return [allowedValues, shortened].findAll { it }.join('; ')
    }

    private String typeOf(Map schema) {
        final String referencedType = definitionName(schema)
        if (referencedType) return definitions[referencedType].enum ? 'string' : 'object'
        switch (schema.type) {
            case 'boolean': return 'bool'
            case 'integer': return 'int'
            case 'number': return 'number'
            case 'array': return 'list'
            case 'object': return 'object'
        }
        if (schema.format in ['int64', 'uint64']) return 'int'
        return schema.format == 'date-time' ? 'instant' : 'string'
    }

    private static String definitionName(Map schema) {
        return schema?.get('$ref') ? schema.get('$ref').substring('#/definitions/'.length()) : null
    }
}
