package dev.baksh.script.transform;

import org.codehaus.groovy.ast.ClassCodeVisitorSupport;
import org.codehaus.groovy.ast.ClassHelper;
import org.codehaus.groovy.ast.expr.CastExpression;
import org.codehaus.groovy.control.SourceUnit;

/**
 * AST transform that makes {@code x as boolean} the same as {@code (boolean) x}. Without invokedynamic, Groovy calls
 * {@code asType}, and null has no boolean there.
 */
final class BooleanCastTransform extends ClassCodeVisitorSupport {
    private final SourceUnit source;

    BooleanCastTransform(SourceUnit source) {
        this.source = source;
    }

    @Override
    public void visitCastExpression(CastExpression cast) {
        if (ClassHelper.isPrimitiveBoolean(cast.getType())) cast.setCoerce(false);
        super.visitCastExpression(cast);
    }

    @Override
    protected SourceUnit getSourceUnit() {
        return source;
    }
}
