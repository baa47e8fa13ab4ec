package dev.baksh.script.transform;

import dev.baksh.dsl.BakshScript;
import java.util.ArrayList;
import java.util.List;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.ast.tools.GeneralUtils;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;

/**
 * AST transform that inserts, before each top-level statement of a script, a call that marks the start of the statement.
 * The inserted call has no line number, so that errors keep their lines, and precedes the statement, so that the last
 * statement stays the script's value.
 */
public final class StatementTransform extends CompilationCustomizer {
    private static final MethodNode STATEMENT_METHOD =
            ClassHelper.make(BakshScript.class).getDeclaredMethod("statement$", Parameter.EMPTY_ARRAY);

    public StatementTransform() {
        super(CompilePhase.CONVERSION);
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode classNode) {
        MethodNode run = classNode.isScript() ? classNode.getDeclaredMethod("run", Parameter.EMPTY_ARRAY) : null;
        if (run == null || !(run.getCode() instanceof BlockStatement body)) return;
        List<Statement> instrumented = new ArrayList<>();
        for (Statement statement : body.getStatements()) {
            MethodCallExpression statementCall = GeneralUtils.callThisX("statement$");
            statementCall.setMethodTarget(STATEMENT_METHOD);
            instrumented.add(GeneralUtils.stmt(statementCall));
            instrumented.add(statement);
        }
        body.getStatements().clear();
        body.getStatements().addAll(instrumented);
    }
}
