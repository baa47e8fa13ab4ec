package dev.baksh.script.check;

import dev.baksh.client.api.BakshException;
import dev.baksh.script.compile.CompileErrorFormatter;
import dev.baksh.script.compile.ScriptCompiler;
import dev.baksh.script.compile.SourceText;
import dev.baksh.script.transform.AstParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.codehaus.groovy.ast.ClassNode;
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

/** Collector of the files that a source depends on: included files and the classes of {@code lib/} that they name. */
final class SourceDependencies extends SourceVisitor {
    private static final Pattern QUALIFIED_NAME =
            Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*(?:\\s*\\.\\s*[\\p{L}_$][\\p{L}\\p{N}_$]*)*+");

    private final ScriptCompiler compiler;
    private final Path folder;
    private final List<Finding> findings;
    private final Map<Path, ModuleNode> modules = new LinkedHashMap<>();
    private final Set<String> includedNames = new LinkedHashSet<>();
    private boolean incomplete;
    private final Deque<ModuleNode> pending = new ArrayDeque<>();
    private boolean searchesTexts;

    /** @param folder base of relative paths of {@code include} */
    SourceDependencies(ScriptCompiler compiler, Path folder, List<Finding> findings) {
        this.compiler = compiler;
        this.folder = folder;
        this.findings = findings;
    }

    /** Returns the syntax tree of each file, once. */
    Map<Path, ModuleNode> collect(ModuleNode module) {
        pending.add(module);
        return collect();
    }

    /**
     * Returns the syntax tree of each file, also of each library class whose name occurs in a text. Needs no compiler,
     * and may return files that the source does not use.
     */
    Map<Path, ModuleNode> collect(ModuleNode module, String text) {
        searchesTexts = true;
        addNamedClasses(module, text);
        return collect(module);
    }

    private void addNamedClasses(ModuleNode module, String text) {
        if (!searchesTexts) return;
        List<String> packages = new ArrayList<>(List.of(""));
        if (module.getPackage() != null) packages.add(module.getPackage().getName());
        module.getStarImports().forEach(node -> packages.add(node.getPackageName()));
        Set<String> names = new LinkedHashSet<>();
        for (Matcher matcher = QUALIFIED_NAME.matcher(text); matcher.find(); ) {
            String path = matcher.group().replaceAll("\\s", "");
            for (int end = path.length(); end >= 0; end = path.lastIndexOf('.', end - 1))
                names.add(path.substring(0, end));
        }
        for (String packageName : packages) names.forEach(name -> addLibraryClass(packageName + name));
    }

    private Map<Path, ModuleNode> collect() {
        while (!pending.isEmpty()) {
            ModuleNode current = pending.poll();
            for (ImportNode node : current.getImports()) addLibraryClass(node.getClassName());
            for (ImportNode node : current.getStaticImports().values()) addLibraryClass(node.getClassName());
            for (ImportNode node : current.getStaticStarImports().values()) addLibraryClass(node.getClassName());
            visitModule(current);
        }
        return modules;
    }

    /** Adds library files that the compiler has found, with their own dependencies. */
    Map<Path, ModuleNode> collect(Collection<Path> libraryFiles) {
        libraryFiles.forEach(file -> addFile(file, false));
        return collect();
    }

    /** True when a file could not be read or parsed. */
    boolean isIncomplete() {
        return incomplete;
    }

    /** Names of methods and variables that included files define. */
    Set<String> includedNames() {
        return includedNames;
    }

    @Override
    public void visitConstructorCallExpression(ConstructorCallExpression call) {
        addLibraryClass(call.getType().getName());
        super.visitConstructorCallExpression(call);
    }

    @Override
    public void visitVariableExpression(VariableExpression variable) {
        if (Character.isUpperCase(variable.getName().charAt(0))) addLibraryClass(variable.getName());
    }

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        boolean isOnScript = call.isImplicitThis()
                || call.getObjectExpression() instanceof VariableExpression receiver && receiver.isThisExpression();
        if (isOnScript
                && "include".equals(call.getMethodAsString())
                && call.getArguments() instanceof TupleExpression arguments
                && arguments.getExpressions().size() == 1) addInclude(call, arguments.getExpression(0));
        super.visitMethodCallExpression(call);
    }

    private void addInclude(MethodCallExpression call, Expression argument) {
        if (!(argument instanceof ConstantExpression constant)) {
            incomplete = true;
            findings.add(new Finding(
                    call.getLineNumber(),
                    "the name of the included file is known only at run time, so the file was not checked",
                    "write a constant name: include 'other.groovy'"));
            return;
        }
        Path file = folder.resolve(String.valueOf(constant.getValue()));
        if (!Files.isRegularFile(file)) {
            incomplete = true;
            findings.add(new Finding(call.getLineNumber(), "there is no file " + file, null));
        } else addFile(file, true);
    }

    private void addLibraryClass(String name) {
        Path file = compiler.libraryFile(name);
        if (file != null) addFile(file, false);
    }

    private void addFile(Path file, boolean included) {
        if (modules.containsKey(file)) return;
        String name = file.getFileName().toString();
        ModuleNode module;
        String text;
        try {
            text = SourceText.read(file);
            module = AstParser.parse(SourceText.of(name, text).unit(), text);
        } catch (Exception | LinkageError | StackOverflowError e) {
            BakshException error =
                    CompileErrorFormatter.toException(e, (unit, line) -> line < 1 ? null : name + ":" + line);
            findings.add(new Finding(0, error.getMessage(), error.hint()));
            incomplete = true;
            return;
        }
        modules.put(file, module);
        pending.add(module);
        addNamedClasses(module, text);
        if (!included) return;
        for (ClassNode classNode : module.getClasses())
            if (classNode.isScript())
                for (MethodNode method : classNode.getMethods()) includedNames.add(method.getName());
        new SourceVisitor() {
            @Override
            public void visitBinaryExpression(BinaryExpression expression) {
                if (Types.ofType(expression.getOperation().getType(), Types.ASSIGNMENT_OPERATOR))
                    addNames(expression.getLeftExpression());
                super.visitBinaryExpression(expression);
            }
        }.visitModule(module);
    }

    private void addNames(Expression target) {
        if (target instanceof VariableExpression variable) includedNames.add(variable.getName());
        if (target instanceof TupleExpression tuple) tuple.getExpressions().forEach(this::addNames);
    }
}
