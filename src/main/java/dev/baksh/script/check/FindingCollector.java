package dev.baksh.script.check;

import dev.baksh.client.api.Effect;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.codehaus.groovy.ast.ASTNode;

/** Collector of findings and write calls during a check. */
final class FindingCollector {
    private final List<Finding> findings = new ArrayList<>();
    private final List<WriteCall> writes = new ArrayList<>();

    void addFinding(ASTNode node, String message, String hint) {
        findings.add(new Finding(node.getLineNumber(), message, hint));
    }

    void addWrite(ASTNode node, String call, Effect effect, String permission) {
        if (effect.isWrite()) writes.add(new WriteCall(node.getLineNumber(), call, effect.name(), permission));
    }

    /** Findings by line, without duplicates. */
    List<Finding> findings() {
        findings.sort(Comparator.comparingInt(Finding::line));
        return findings.stream().distinct().toList();
    }

    /** Write calls by line, without duplicates. */
    List<WriteCall> writes() {
        writes.sort(Comparator.comparingInt(WriteCall::line));
        return writes.stream().distinct().toList();
    }
}
