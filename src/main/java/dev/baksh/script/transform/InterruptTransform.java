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
 * AST transform that inserts an interrupt check at the start of each loop, closure and method. Without the check
 * neither Ctrl-C nor {@code --deadline} would end a busy loop.
 *
 * <p>Groovy's {@code @ThreadInterrupt} does the same but adds 10 % to each start.
 */
final class InterruptTransform extends ClassCodeVisitorSupport {
    private static final ClassNode INTERRUPT_CHECK = ClassHelper.make(InterruptCheck.class);
    private static final MethodNode CHECK_METHOD =
            INTERRUPT_CHECK.getDeclaredMethod("throwIfInterrupted", Parameter.EMPTY_ARRAY);

    private final SourceUnit source;

    InterruptTransform(SourceUnit source) {
        this.source = source;
    }

    @Override
    public void visitMethod(MethodNode method) {
        super.visitMethod(method);
        // The generated main method of a script runs once and has no line number.
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
        MethodCallExpression checkCall = new MethodCallExpression(
                new ClassExpression(INTERRUPT_CHECK), "throwIfInterrupted", new ArgumentListExpression());
        checkCall.setImplicitThis(false);
        checkCall.setMethodTarget(CHECK_METHOD); // Direct call without a method lookup at each call site.
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
