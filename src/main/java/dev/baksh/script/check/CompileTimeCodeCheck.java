package dev.baksh.script.check;

import dev.baksh.script.transform.AllowedAnnotations;
import java.util.List;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.stmt.BlockStatement;

/**
 * Check for code that would run before the start of a script: annotations with compile time effect and static blocks.
 */
final class CompileTimeCodeCheck {
    private CompileTimeCodeCheck() {}

    static void find(ModuleNode module, List<Finding> findings) {
        AllowedAnnotations.check(module, (node, message) -> {
            Finding finding = new Finding(
                    Math.max(0, node.getLineNumber()),
                    message,
                    message.startsWith("@")
                            ? "remove the annotation; put the classes that it names into lib/"
                            : "choose another name");
            if (!findings.contains(finding)) findings.add(finding);
        });
        for (ClassNode node : module.getClasses())
            for (MethodNode method : node.getMethods("<clinit>")) addStaticBlock(method, findings);
    }

    private static void addStaticBlock(MethodNode method, List<Finding> findings) {
        int line = method.getLineNumber();
        if (line < 1 && method.getCode() instanceof BlockStatement body && !body.isEmpty())
            line = body.getStatements().get(0).getLineNumber();
        findings.add(new Finding(
                Math.max(0, line),
                "a static block runs at the first use of its class, before any step",
                "write a method instead"));
    }
}
