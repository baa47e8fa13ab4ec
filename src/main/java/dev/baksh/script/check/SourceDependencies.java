package dev.baksh.script.check;

import dev.baksh.client.api.BakshException;
import dev.baksh.script.compile.CompileErrorFormatter;
import dev.baksh.script.compile.ScriptCompiler;
import dev.baksh.script.compile.SourceText;
import dev.baksh.script.transform.AstParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.ImportNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.ConstructorCallExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.syntax.Types;

/** The files that a text brings along: those that it includes, and the classes of {@code lib/} that it names, and theirs. */
final class SourceDependencies extends CodeVisitorSupport {
    private final ScriptCompiler compiler;
    private final Path folder;
    private final List<Finding> findings;
    private final Map<Path, ModuleNode> found = new LinkedHashMap<>();
    private final Set<String> lent = new LinkedHashSet<>();
    private final Deque<ModuleNode> left = new ArrayDeque<>();

    /** @param folder that paths of {@code include} begin at */
    SourceDependencies(ScriptCompiler compiler, Path folder, List<Finding> findings) {
        this.compiler = compiler;
        this.folder = folder;
        this.findings = findings;
    }

    /** Each file once, as a tree. */
    Map<Path, ModuleNode> of(ModuleNode module) {
        left.add(module);
        while (!left.isEmpty()) {
            ModuleNode next = left.poll();
            for (ImportNode node : next.getImports()) library(node.getClassName());
            for (ImportNode node : next.getStaticImports().values()) library(node.getClassName());
            for (ImportNode node : next.getStaticStarImports().values()) library(node.getClassName());
            next.getStatementBlock().visit(this);
            for (ClassNode declared : next.getClasses()) {
                for (MethodNode method : declared.getMethods())
                    if (method.getCode() != null && method.getLineNumber() > 0)
                        method.getCode().visit(this);
            }
        }
        return found;
    }

    /** Names of methods and variables that included files give to the text. */
    Set<String> lent() {
        return lent;
    }

    @Override
    public void visitConstructorCallExpression(ConstructorCallExpression call) {
        library(call.getType().getName());
        super.visitConstructorCallExpression(call);
    }

    @Override
    public void visitVariableExpression(VariableExpression variable) {
        if (Character.isUpperCase(variable.getName().charAt(0))) library(variable.getName());
    }

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        if (call.isImplicitThis()
                && "include".equals(call.getMethodAsString())
                && call.getArguments() instanceof TupleExpression given
                && given.getExpressions().size() == 1) include(call, given.getExpression(0));
        super.visitMethodCallExpression(call);
    }

    private void include(MethodCallExpression call, Expression name) {
        if (!(name instanceof ConstantExpression constant)) {
            findings.add(new Finding(
                    call.getLineNumber(),
                    "which file is included is known only while it runs, and was not looked into",
                    "write its name: include 'other.groovy'"));
            return;
        }
        Path file = folder.resolve(String.valueOf(constant.getValue()));
        if (!Files.isRegularFile(file))
            findings.add(new Finding(call.getLineNumber(), "there is no file " + file, null));
        else add(file, true);
    }

    private void library(String name) {
        Path file = compiler.libraryFile(name);
        if (file != null) add(file, false);
    }

    private void add(Path file, boolean included) {
        if (found.containsKey(file)) return;
        String name = file.getFileName().toString();
        String text = SourceText.read(file);
        ModuleNode module;
        try {
            module = AstParser.of(SourceText.of(name, text).unit(), text);
        } catch (Exception | LinkageError | StackOverflowError e) {
            BakshException wrong = CompileErrorFormatter.of(e, (unit, line) -> line < 1 ? null : name + ":" + line);
            findings.add(new Finding(0, wrong.getMessage(), wrong.hint()));
            return;
        }
        found.put(file, module);
        left.add(module);
        if (!included) return;
        for (ClassNode declared : module.getClasses())
            if (declared.isScript()) for (MethodNode method : declared.getMethods()) lent.add(method.getName());
        module.getStatementBlock().visit(new CodeVisitorSupport() {
            @Override
            public void visitBinaryExpression(BinaryExpression expression) {
                boolean assigns = expression.getOperation().getType() == Types.ASSIGN;
                if (assigns && expression.getLeftExpression() instanceof VariableExpression variable)
                    lent.add(variable.getName());
                super.visitBinaryExpression(expression);
            }
        });
    }
}
