package dev.baksh.script.session;

import dev.baksh.script.transform.AstParser;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.ImportNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.Statement;

/**
 * Declarations of one input that later inputs of the session need: imports, methods and classes.
 *
 * @param imports import statements by alias
 * @param methods methods in order
 * @param classes names of declared classes, without package
 * @param endsInDeclaration true when the last statement declares a variable
 */
record InputDeclarations(
        Map<String, String> imports, List<Method> methods, Set<String> classes, boolean endsInDeclaration) {

    /**
     * Method of the session.
     *
     * @param name name of the method
     * @param signatures one signature for each number of arguments, to find the methods that a later method replaces
     * @param source source of the method
     */
    record Method(String name, Set<String> signatures, String source) {
        boolean isReplacedBy(Method other) {
            return other.signatures.stream().anyMatch(signatures::contains);
        }
    }

    /** Parses an input without compilation: no class lookup and no checks. */
    static InputDeclarations parse(String unit, String source) {
        ModuleNode module = AstParser.parse(unit, source);

        Map<String, String> imports = new LinkedHashMap<>();
        for (ImportNode node : module.getImports()) imports.put(node.getAlias(), node.getText());
        for (ImportNode node : module.getStarImports()) imports.put(node.getText(), node.getText());
        for (ImportNode node : module.getStaticImports().values()) {
            imports.put("static " + node.getAlias(), node.getText());
        }
        for (ImportNode node : module.getStaticStarImports().values()) imports.put(node.getText(), node.getText());

        List<Method> methods = new ArrayList<>();
        List<MethodNode> nodes = module.getMethods();
        boolean hasPositions = source.codePoints().allMatch(Character::isBmpCodePoint);
        List<MethodNode> positions =
                hasPositions ? nodes : AstParser.parseForPositions(unit, source).getMethods();
        for (int i = 0; i < nodes.size(); i++)
            methods.add(new Method(
                    nodes.get(i).getName(), signatures(nodes.get(i)), AstParser.textOf(positions.get(i), source)));
        Set<String> classes = new HashSet<>();
        for (ClassNode classNode : module.getClasses()) {
            if (!classNode.isScript() && classNode.getOuterClass() == null) classes.add(classNode.getName());
        }
        List<Statement> statements = module.getStatementBlock().getStatements();
        Statement lastStatement = statements.isEmpty() ? null : statements.get(statements.size() - 1);
        boolean endsInDeclaration = lastStatement instanceof ExpressionStatement statement
                && statement.getExpression() instanceof DeclarationExpression;
        return new InputDeclarations(imports, methods, classes, endsInDeclaration);
    }

    /**
     * Returns all signatures of a method: {@code f(a, b = 1)} is both {@code f(Object)} and {@code f(Object, Object)}.
     */
    private static Set<String> signatures(MethodNode method) {
        Set<String> signatures = new HashSet<>();
        Parameter[] parameters = method.getParameters();
        int defaults = 0;
        for (Parameter parameter : parameters) if (parameter.hasInitialExpression()) defaults++;
        for (int omittedDefaults = 0; omittedDefaults <= defaults; omittedDefaults++) {
            StringJoiner signature = new StringJoiner(", ", method.getName() + "(", ")");
            int includedDefaults = defaults - omittedDefaults;
            for (Parameter parameter : parameters) {
                if (!parameter.hasInitialExpression() || includedDefaults-- > 0)
                    signature.add(parameter.getType().getText());
            }
            signatures.add(signature.toString());
        }
        return signatures;
    }
}
