package dev.baksh.cli.daemon

import spock.lang.Specification
import spock.lang.TempDir

import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.FileTime

class IsolationCheckSpec extends Specification {
    @TempDir
    Path folder

    IsolationCheck isolationCheck = new IsolationCheck()

    def "#text is isolated: #within"() {
        expect:
        isolationCheck.findViolation(text, []) == (within ? null : 'a text that reaches beyond its session')

        where:
        text                                              || within
        'n2ws.policies*.name'                             || true
        'String.metaClass.shout = { -> "!" }'             || false
        'String.setMetaClass(null)'                       || false
        'GroovySystem.metaClassRegistry'                  || false
        'org.codehaus.groovy.runtime.InvokerHelper.x'     || false
        'System.exit(1)'                                  || false
        'CompletableFuture.runAsync { sleep 9000 }'       || false
        'new ForkJoinPool(2)'                             || false
        '[1, 2].parallelStream().map { it }.toList()'     || true
    }

    def "a changed library file is read again"() {
        given:
        Path file = Files.writeString(folder.resolve('Tools.groovy'), 'class Tools { }')
        Files.setLastModifiedTime(file, FileTime.fromMillis(1_000))
        String hashBefore = isolationCheck.findViolation('1', [folder, folder.resolve('none')])
        Files.writeString(file, 'class Tools { Thread t }')

        expect:
        hashBefore == null
        isolationCheck.findViolation('1', [folder]) == 'a library that reaches beyond its session'
    }
}
