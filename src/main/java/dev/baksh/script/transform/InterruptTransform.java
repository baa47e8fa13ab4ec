package dev.baksh.script.transform;

import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.ClassCodeVisitorSupport;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.ClassExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.DoWhileStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ForStatement;
import org.codehaus.groovy.ast.stmt.LoopingStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.ast.stmt.WhileStatement;
import org.codehaus.groovy.control.SourceUnit;

/**
 * Puts a look for an interrupt at the head of each loop, closure and method of a text. Without it nothing would end a loop
 * that waits for nothing: neither Ctrl-C nor {@code --deadline}.
 *
 * <p>Groovy's own {@code @ThreadInterrupt} does the same, and costs each start a tenth of its time.
 */
final class InterruptTransform extends ClassCodeVisitorSupport {
    private static final ClassNode INTERRUPT_CHECK = ClassHelper.make(InterruptCheck.class);
    private static final MethodNode CHECK_METHOD = INTERRUPT_CHECK.getDeclaredMethod("look", Parameter.EMPTY_ARRAY);

    private final SourceUnit source;

    InterruptTransform(SourceUnit source) {
        this.source = source;
    }

    @Override
    public void visitMethod(MethodNode method) {
        super.visitMethod(method);
        // Groovy's own entry of a script is run once, and has no line.
        if (method.getLineNumber() > 0 && method.getCode() != null)
            method.setCode(prependCheck(method.getCode(), method));
    }

    @Override
    public void visitClosureExpression(ClosureExpression closure) {
        super.visitClosureExpression(closure);
        if (closure.getCode() != null) closure.setCode(prependCheck(closure.getCode(), closure));
    }

    @Override
    public void visitForLoop(ForStatement loop) {
        super.visitForLoop(loop);
        prependCheckToLoop(loop, loop);
    }

    @Override
    public void visitWhileLoop(WhileStatement loop) {
        super.visitWhileLoop(loop);
        prependCheckToLoop(loop, loop);
    }

    @Override
    public void visitDoWhileLoop(DoWhileStatement loop) {
        super.visitDoWhileLoop(loop);
        prependCheckToLoop(loop, loop);
    }

    private static void prependCheckToLoop(LoopingStatement loop, ASTNode position) {
        loop.setLoopBlock(prependCheck(loop.getLoopBlock(), position));
    }

    private static Statement prependCheck(Statement body, ASTNode position) {
        MethodCallExpression checkCall =
                new MethodCallExpression(new ClassExpression(INTERRUPT_CHECK), "look", new ArgumentListExpression());
        checkCall.setImplicitThis(false);
        checkCall.setMethodTarget(CHECK_METHOD); // Called as it is, not searched at each place in each process.
        checkCall.setSourcePosition(position);
        Statement checkStatement = new ExpressionStatement(checkCall);
        checkStatement.setSourcePosition(position);
        if (body instanceof BlockStatement block) {
            block.getStatements().add(0, checkStatement);
            return block;
        }
        BlockStatement block = new BlockStatement();
        block.setSourcePosition(body);
        block.addStatement(checkStatement);
        if (!body.isEmpty()) block.addStatement(body);
        return block;
    }

    @Override
    protected SourceUnit getSourceUnit() {
        return source;
    }
}
