package dev.baksh.reliability

import groovy.transform.CompileStatic

/** Main class of the soaks at any size: {@code scripts/soak tokens --processes 16}. */
@CompileStatic
class SoakMain {
    static final String USAGE = '''\
        scripts/soak tokens   --processes 16 --threads 8 --expiries 100 --kills 50 --life 10 --seed 1
        scripts/soak t1       --steps 300 --kills 50 --noise 1 --lanes 2 --seed 1
        scripts/soak t2       --sparse 1 --offset 0
        scripts/soak answers  --answers 100000 --seed 1
        scripts/soak canary   --faults 31
        scripts/soak calls    --minutes 45 --requests 100000 --seed 1
        '''.stripIndent()

    static void main(String[] args) {
        if (args.length == 0 || args.length % 2 == 0) usage('name a soak and its sizes as --name number')
        final Map<String, Object> soaks = [tokens: new SharedTokenSoak(), t1: new RunbookCrashSoak(), calls: new FaultSoak(), t2: new CrashRecoverySoak(), answers: new ResponseFuzzSoak(), canary: new SecretLeakSoak()] as Map<String, Object>
        final Object soak = soaks[args[0]]
        if (soak == null) usage("unknown soak '${args[0]}'")
        for (int i = 1; i < args.length; i += 2) assignOption(soak, args[i], args[i + 1])
        final SoakReport report = (SoakReport) soak.getClass().getMethod('run').invoke(soak)
        println report
        System.exit(report.exitCode)
    }

    private static void assignOption(Object soak, String name, String value) {
        final MetaProperty property = name.startsWith('--') ? soak.metaClass.hasProperty(soak, name.substring(2)) : null
        if (property == null || !value.matches(/\d{1,12}/)) usage("'$name $value' is not an option of this soak")
        property.setProperty(soak, property.type == long ? value as long : value as int)
    }

    private static void usage(String problem) {
        System.err.println("soak: $problem\n\n$USAGE")
        System.exit(2)
    }
}
