package dev.baksh.script.transform;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.AnnotatedNode;
import org.codehaus.groovy.ast.AnnotationNode;
import org.codehaus.groovy.ast.ClassCodeVisitorSupport;
import org.codehaus.groovy.ast.ImportNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.AttributeExpression;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ConstructorCallExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.MethodPointerExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.stmt.DoWhileStatement;
import org.codehaus.groovy.ast.stmt.ForStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.ast.stmt.WhileStatement;
import org.codehaus.groovy.control.SourceUnit;

/**
 * Check that refuses annotations and labels of a class, and notes in the same walk which transforms the class needs.
 *
 * <p>Refused annotations download code ({@code @Grab}) or run code during compilation ({@code @ASTTest}, with which
 * {@code baksh check} would execute code). Refused labels are labels outside loops: Groovy reads {@code generations: 4}
 * in a block as a label and a number, which has no effect and gives no error.
 */
final class SourceCheck extends ClassCodeVisitorSupport {
    private static final Set<String> GRAPE_ANNOTATIONS =
            Set.of("Grab", "Grapes", "GrabConfig", "GrabExclude", "GrabResolver", "Grape");

    private final SourceUnit source;
    private boolean usesTimes;
    private boolean usesTasks;

    SourceCheck(SourceUnit source) {
        this.source = source;
    }

    /** Returns true for a class that {@link RelativeTimeTransform} changes. */
    boolean usesTimes() {
        return usesTimes;
    }

    /** Returns true for a class that {@link TaskTransform} or {@link TypedTaskTransform} may change. */
    boolean usesTasks() {
        return usesTasks;
    }

    void checkImports(ModuleNode module) {
        for (ImportNode node : module.getImports()) checkImport(node);
        for (ImportNode node : module.getStarImports()) visitAnnotations(node);
        for (ImportNode node : module.getStaticImports().values()) checkImport(node);
        for (ImportNode node : module.getStaticStarImports().values()) checkImport(node);
        if (module.getPackage() != null) visitAnnotations(module.getPackage());
    }

    /** Refuses the import too, since it could give the annotation another name. */
    private void checkImport(ImportNode node) {
        visitAnnotations(node);
        if (node.getType() != null) checkAnnotationName(node.getType().getNameWithoutPackage(), node);
    }

    @Override
    public void visitAnnotations(AnnotatedNode node) {
        for (AnnotationNode annotation : node.getAnnotations()) {
            checkAnnotationName(annotation.getClassNode().getNameWithoutPackage(), annotation);
            visitAnnotation(annotation);
        }
    }

    private void checkAnnotationName(String name, ASTNode node) {
        if (GRAPE_ANNOTATIONS.contains(name)) {
            addError("baksh downloads no libraries: @" + name + " is refused; put the classes into lib/", node);
        } else if (name.equals("ASTTest")) {
            addError("@ASTTest is refused: the annotation runs code during compilation", node);
        }
    }

    @Override
    protected void visitConstructorOrMethod(MethodNode method, boolean constructor) {
        for (Parameter parameter : method.getParameters())
            if (parameter.hasInitialExpression())
                parameter.getInitialExpression().visit(this);
        super.visitConstructorOrMethod(method, constructor);
    }

    @Override
    protected void visitStatement(Statement statement) {
        List<String> labels = statement.getStatementLabels();
        boolean isLoop = statement instanceof ForStatement
                || statement instanceof WhileStatement
                || statement instanceof DoWhileStatement;
        if (labels == null || labels.isEmpty() || isLoop) return;
        String label = labels.get(labels.size() - 1);
        String value = sourceText(statement);
        if (value == null) {
            addError(
                    "`" + label + ":` has no effect here; write `" + label + "` and the value without the colon",
                    statement);
        } else {
            addError(
                    "`" + label + ": " + value + "` has no effect here; write `" + formatCall(label, value) + "`",
                    statement);
        }
    }

    /** Formats the call; adds parentheses where Groovy would read an index, a subtraction or a sum. */
    private static String formatCall(String name, String value) {
        return "[-+(*".indexOf(value.charAt(0)) < 0 ? name + " " + value : name + "(" + value + ")";
    }

    /** Returns the source of the statement, or null for several lines. */
    private String sourceText(Statement statement) {
        if (statement.getLineNumber() != statement.getLastLineNumber()) return null;
        try (BufferedReader reader = new BufferedReader(source.getSource().getReader())) {
            String line = reader.lines()
                    .skip(statement.getLineNumber() - 1L)
                    .findFirst()
                    .orElse("");
            int end = Math.min(line.length(), statement.getLastColumnNumber() - 1);
            int start = Math.min(end, statement.getColumnNumber() - 1);
            String text = line.substring(start, end).strip();
            return text.isEmpty() ? null : text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void visitPropertyExpression(PropertyExpression property) {
        usesTimes |= RelativeTimeTransform.isRelativeTime(property);
        super.visitPropertyExpression(property);
    }

    @Override
    public void visitAttributeExpression(AttributeExpression attribute) {
        usesTimes |= RelativeTimeTransform.isRelativeTime(attribute);
        super.visitAttributeExpression(attribute);
    }

    @Override
    public void visitBinaryExpression(BinaryExpression operation) {
        usesTimes |= RelativeTimeTransform.comparesWithDate(operation);
        super.visitBinaryExpression(operation);
    }

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        usesTasks |= TaskTransform.mayConcernTask(call);
        super.visitMethodCallExpression(call);
    }

    @Override
    public void visitMethodPointerExpression(MethodPointerExpression pointer) {
        usesTasks |= TaskTransform.mayStart(pointer);
        super.visitMethodPointerExpression(pointer);
    }

    @Override
    public void visitConstructorCallExpression(ConstructorCallExpression call) {
        usesTasks |= TaskTransform.createsTask(call);
        super.visitConstructorCallExpression(call);
    }

    @Override
    protected SourceUnit getSourceUnit() {
        return source;
    }
}
