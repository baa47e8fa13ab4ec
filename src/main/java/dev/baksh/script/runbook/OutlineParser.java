package dev.baksh.script.runbook;

import dev.baksh.client.api.NameSuggestions;
import dev.baksh.script.compile.CompileErrorFormatter;
import dev.baksh.script.compile.ScriptException;
import dev.baksh.script.compile.SourceText;
import dev.baksh.script.transform.AstParser;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.GStringExpression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.Statement;

/** Reads an {@link RunbookOutline} out of a text's tree; no class is made and nothing is run. */
public final class OutlineParser extends CodeVisitorSupport {
    /** Words that only a runbook has. */
    static final Set<String> WORDS = Set.of(
            "title", "params", "step", "approve", "ask", "note", "window", "require", "onFailure", "always", "include");

    private final String name;
    private final String[] lines;
    private final List<RunbookParameter> parameters = new ArrayList<>();
    private final List<RunbookOutline.Step> steps = new ArrayList<>();
    private String title;
    private boolean runbook;

    private OutlineParser(String name, String source) {
        this.name = name;
        this.lines = source.split("\n", -1);
    }

    /** @throws ScriptException with the place, when it is not Groovy or its declarations are wrong */
    public static RunbookOutline read(String name, String source) {
        SourceText text = SourceText.of(name, source);
        ModuleNode module;
        try {
            module = AstParser.of(text.unit(), source);
        } catch (Exception | LinkageError | StackOverflowError e) {
            throw CompileErrorFormatter.of(
                    e, (unit, line) -> line < 1 ? null : text.place().apply(line));
        }
        OutlineParser reader = new OutlineParser(name, source);
        module.getStatementBlock().visit(reader);
        for (ClassNode declared : module.getClasses()) {
            if (!declared.isScript()) continue;
            for (MethodNode method : declared.getMethods())
                if (method.getCode() != null && method.getLineNumber() > 0)
                    method.getCode().visit(reader);
        }
        return new RunbookOutline(
                name, reader.title, List.copyOf(reader.parameters), List.copyOf(reader.steps), reader.runbook);
    }

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        String word = call.isImplicitThis() ? call.getMethodAsString() : null;
        if (word != null && WORDS.contains(word) && call.getArguments() instanceof TupleExpression given) {
            runbook = true;
            List<Expression> arguments = given.getExpressions();
            if (word.equals("title") && !arguments.isEmpty() && arguments.get(0) instanceof ConstantExpression text)
                title = String.valueOf(text.getValue());
            if (word.equals("params") && arguments.size() == 1 && arguments.get(0) instanceof ClosureExpression block) {
                declarations(block);
                return;
            }
            if (word.equals("step") && !arguments.isEmpty()) step(call, arguments.get(0));
        }
        super.visitMethodCallExpression(call);
    }

    private void step(MethodCallExpression call, Expression named) {
        boolean fixed = named instanceof ConstantExpression;
        String text = fixed
                ? String.valueOf(((ConstantExpression) named).getValue())
                : named instanceof GStringExpression string ? string.getText() : slice(named);
        steps.add(new RunbookOutline.Step(text, fixed, call.getLineNumber(), slice(call)));
    }

    private String slice(ASTNode node) {
        int first = node.getLineNumber() - 1;
        int last = node.getLastLineNumber() - 1;
        if (first < 0 || last >= lines.length) return "";
        StringBuilder text = new StringBuilder();
        for (int i = first; i <= last; i++) {
            int start = i == first ? Math.min(node.getColumnNumber() - 1, lines[i].length()) : 0;
            int end = i == last ? Math.min(node.getLastColumnNumber() - 1, lines[i].length()) : lines[i].length();
            text.append(lines[i], start, Math.max(start, end)).append(' ');
        }
        return text.toString().replaceAll("\\s+", " ").strip();
    }

    private void declarations(ClosureExpression block) {
        if (!(block.getCode() instanceof BlockStatement body)) return;
        for (Statement statement : body.getStatements()) {
            boolean declares = statement instanceof ExpressionStatement expression
                    && expression.getExpression() instanceof MethodCallExpression call
                    && call.isImplicitThis()
                    && call.getArguments() instanceof TupleExpression;
            if (!declares) {
                throw wrong(statement, "only declarations may stand in params", "for example: string 'policy'");
            }
            declaration((MethodCallExpression) ((ExpressionStatement) statement).getExpression());
        }
    }

    private void declaration(MethodCallExpression call) {
        List<String> kinds = Arrays.stream(RunbookParameter.Kind.values())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .toList();
        String word = String.valueOf(call.getMethodAsString());
        if (!kinds.contains(word)) {
            throw wrong(call, "params has no kind '" + word + "'", NameSuggestions.suggest(word, kinds, "kinds are"));
        }
        String parameter = null;
        Map<String, Object> named = new LinkedHashMap<>();
        for (Expression argument : ((TupleExpression) call.getArguments()).getExpressions()) {
            if (argument instanceof MapExpression map) {
                for (MapEntryExpression entry : map.getMapEntryExpressions())
                    named.put(String.valueOf(literal(entry.getKeyExpression())), literal(entry.getValueExpression()));
            } else if (literal(argument) instanceof String text && parameter == null) parameter = text;
            else throw wrong(argument, word + " takes the name of the parameter, and named arguments", null);
        }
        if (parameter == null || !parameter.matches("[A-Za-z][A-Za-z0-9_-]*")) {
            throw wrong(call, word + " takes the name of a parameter, letters, digits, - and _", "string 'policy'");
        }
        for (RunbookParameter other : parameters)
            if (other.name().equals(parameter)) throw wrong(call, "'" + parameter + "' is declared twice", null);
        parameters.add(parameter(call, RunbookParameter.Kind.valueOf(word.toUpperCase(Locale.ROOT)), parameter, named));
    }

    private RunbookParameter parameter(
            MethodCallExpression call, RunbookParameter.Kind kind, String parameter, Map<String, Object> named) {
        List<String> known = List.of("required", "default", "help", "choices");
        for (String key : named.keySet()) {
            if (!known.contains(key))
                throw wrong(call, "a parameter has no '" + key + "'", NameSuggestions.suggest(key, known, "it has"));
        }
        List<String> choices = new ArrayList<>();
        if (named.get("choices") instanceof List<?> all) all.forEach(one -> choices.add(String.valueOf(one)));
        if (kind == RunbookParameter.Kind.CHOICE && choices.isEmpty())
            throw wrong(call, "choice needs its choices", "choice '" + parameter + "', choices: ['a', 'b']");
        boolean required = Boolean.TRUE.equals(named.get("required"));
        Object preset = named.get("default");
        if (required && preset != null)
            throw wrong(call, "'" + parameter + "' is required and has a default: one of the two", null);
        if (kind == RunbookParameter.Kind.FLAG && preset == null) preset = false;
        Object help = named.get("help");
        RunbookParameter made = new RunbookParameter(
                parameter,
                kind,
                required,
                preset,
                help == null ? null : help.toString(),
                choices,
                call.getLineNumber());
        String unfit = ParameterParser.unfit(made, preset);
        if (unfit != null) throw wrong(call, "the default of '" + parameter + "' " + unfit, null);
        return made;
    }

    private Object literal(Expression expression) {
        try {
            return LiteralEvaluator.value(expression);
        } catch (LiteralEvaluator.NotLiteral e) {
            throw ScriptException.atCompile(name + ":" + e.line(), e.getMessage(), null, e);
        }
    }

    private ScriptException wrong(ASTNode at, String message, String hint) {
        return ScriptException.atCompile(name + ":" + at.getLineNumber(), message, hint, null);
    }
}
