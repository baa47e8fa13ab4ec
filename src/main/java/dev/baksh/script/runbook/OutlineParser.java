package dev.baksh.script.runbook;

import dev.baksh.client.api.BakshException;
import dev.baksh.client.api.NameSuggestions;
import dev.baksh.dsl.TimeExtension;
import dev.baksh.script.compile.CompileErrorFormatter;
import dev.baksh.script.compile.ScriptException;
import dev.baksh.script.compile.SourceText;
import dev.baksh.script.transform.AstParser;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.UnaryMinusExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.Statement;

/** Parser that reads a {@link RunbookOutline} from the syntax tree of a source. Compiles no class and runs no code. */
public final class OutlineParser extends CodeVisitorSupport {
    /** Methods that only a runbook has. */
    static final Set<String> RUNBOOK_METHODS =
            Set.of("title params step approve ask note window require onFailure always include".split(" "));

    private final String name;
    private final String[] lines;
    private final List<RunbookParameter> parameters = new ArrayList<>();
    private final List<RunbookOutline.Step> steps = new ArrayList<>();
    private final Set<String> questions = new LinkedHashSet<>();
    private String title;
    private boolean isRunbook;

    private OutlineParser(String name, String source) {
        this.name = name;
        this.lines = source.split("\n", -1);
    }

    /**
     * Parses the outline of a source.
     *
     * @throws ScriptException (exit 1) syntax error or invalid declaration, with the location
     */
    public static RunbookOutline parse(String name, String source) {
        return visit(name, source).toOutline();
    }

    /**
     * Parses the outline of a source, with the parameter {@code ticket} that each runbook with {@code require ticket:} takes
     * without a declaration.
     */
    static RunbookOutline parseWithTicket(String name, String source) {
        OutlineParser parser = visit(name, source);
        boolean isDeclared = parser.parameters.stream()
                .anyMatch(parameter -> parameter.name().equals("ticket"));
        if (!isDeclared && parser.questions.contains(Question.TICKET))
            parser.parameters.add(new RunbookParameter(
                    "ticket",
                    RunbookParameter.Kind.STRING,
                    false,
                    null,
                    "the ticket that the runbook requires",
                    List.of(),
                    0));
        return parser.toOutline();
    }

    private RunbookOutline toOutline() {
        return new RunbookOutline(name, title, List.copyOf(parameters), List.copyOf(steps), isRunbook);
    }

    /** Returns the questions of a source to the user whose text is known without a run, in their order. */
    static Set<String> questions(String name, String source) {
        return visit(name, source).questions;
    }

    private static OutlineParser visit(String name, String source) {
        SourceText text = SourceText.of(name, source);
        ModuleNode module;
        try {
            module = AstParser.parse(text.unit(), source);
        } catch (Exception | LinkageError | StackOverflowError e) {
            throw CompileErrorFormatter.toException(
                    e, (unit, line) -> line < 1 ? null : text.lineLocator().apply(line));
        }
        OutlineParser parser = new OutlineParser(name, source);
        module.getStatementBlock().visit(parser);
        for (ClassNode classNode : module.getClasses()) {
            if (!classNode.isScript()) continue;
            for (MethodNode method : classNode.getMethods())
                if (method.getCode() != null && method.getLineNumber() > 0)
                    method.getCode().visit(parser);
        }
        return parser;
    }

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        String methodName = call.isImplicitThis() ? call.getMethodAsString() : null;
        if (methodName != null
                && RUNBOOK_METHODS.contains(methodName)
                && call.getArguments() instanceof TupleExpression tuple) {
            isRunbook = true;
            List<Expression> arguments = tuple.getExpressions();
            if (methodName.equals("title")
                    && !arguments.isEmpty()
                    && arguments.get(0) instanceof ConstantExpression text) title = String.valueOf(text.getValue());
            if (methodName.equals("params")
                    && arguments.size() == 1
                    && arguments.get(0) instanceof ClosureExpression block) {
                parseDeclarations(block);
                return;
            }
            if (methodName.equals("step") && !arguments.isEmpty()) addStep(call, arguments.get(0));
            if (methodName.equals("window")) checkWindow(call, arguments);
            if (methodName.equals("ask") || methodName.equals("require")) addQuestion(methodName, arguments);
        }
        super.visitMethodCallExpression(call);
    }

    private void addQuestion(String methodName, List<Expression> arguments) {
        for (Expression argument : arguments) {
            if (methodName.equals("ask") && argument instanceof ConstantExpression text)
                questions.add(String.valueOf(text.getValue()));
            if (!methodName.equals("require") || !(argument instanceof MapExpression map)) continue;
            for (MapEntryExpression entry : map.getMapEntryExpressions())
                if (entry.getKeyExpression() instanceof ConstantExpression key && "ticket".equals(key.getValue()))
                    questions.add(Question.TICKET);
        }
    }

    private void addStep(MethodCallExpression call, Expression nameExpression) {
        boolean isConstant = nameExpression instanceof ConstantExpression;
        String stepName = isConstant
                ? String.valueOf(((ConstantExpression) nameExpression).getValue())
                : nameExpression instanceof GStringExpression string
                        ? string.getText()
                        : extractLines(nameExpression).replaceAll("\\s+", " ").strip();
        steps.add(new RunbookOutline.Step(stepName, isConstant, call.getLineNumber(), extractLines(call)));
    }

    private Map<String, Object> evaluateOptions(MapExpression map) {
        Map<String, Object> options = new LinkedHashMap<>();
        for (MapEntryExpression entry : map.getMapEntryExpressions())
            options.put(
                    String.valueOf(evaluateLiteral(entry.getKeyExpression())),
                    evaluateLiteral(entry.getValueExpression()));
        return options;
    }

    /**
     * Refuses an invalid window before the start of the run. A window with computed values is checked when the script
     * calls {@code window}.
     */
    private void checkWindow(MethodCallExpression call, List<Expression> arguments) {
        Object hours = null;
        Map<String, Object> options = new HashMap<>();
        try {
            for (Expression argument : arguments) {
                if (argument instanceof MapExpression map) options.putAll(evaluateOptions(map));
                else hours = evaluateLiteral(argument);
            }
        } catch (ScriptException e) {
            return;
        }
        try {
            if (hours != null || !options.isEmpty())
                MaintenanceWindow.of(hours == null ? null : hours.toString(), options);
        } catch (BakshException e) {
            throw errorAt(call, e.getMessage(), e.hint());
        }
    }

    private String extractLines(ASTNode node) {
        int firstLine = node.getLineNumber() - 1;
        int lastLine = node.getLastLineNumber() - 1;
        if (firstLine < 0 || lastLine >= lines.length) return "";
        StringBuilder text = new StringBuilder();
        for (int i = firstLine; i <= lastLine; i++) {
            int start = i == firstLine ? Math.min(node.getColumnNumber() - 1, lines[i].length()) : 0;
            int end = i == lastLine ? Math.min(node.getLastColumnNumber() - 1, lines[i].length()) : lines[i].length();
            text.append(lines[i], start, Math.max(start, end)).append('\n');
        }
        return text.toString();
    }

    private void parseDeclarations(ClosureExpression block) {
        if (!(block.getCode() instanceof BlockStatement body)) return;
        for (Statement statement : body.getStatements()) {
            boolean isDeclaration = statement instanceof ExpressionStatement expression
                    && expression.getExpression() instanceof MethodCallExpression call
                    && call.isImplicitThis()
                    && call.getArguments() instanceof TupleExpression;
            if (!isDeclaration) {
                throw errorAt(statement, "params accepts only declarations", "for example: string 'policy'");
            }
            parseDeclaration((MethodCallExpression) ((ExpressionStatement) statement).getExpression());
        }
    }

    private void parseDeclaration(MethodCallExpression call) {
        List<String> kinds = Arrays.stream(RunbookParameter.Kind.values())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                .toList();
        String kindName = String.valueOf(call.getMethodAsString());
        if (!kinds.contains(kindName)) {
            throw errorAt(
                    call,
                    "params has no kind '" + kindName + "'",
                    NameSuggestions.suggest(kindName, kinds, "valid kinds are"));
        }
        String parameterName = null;
        Map<String, Object> options = new LinkedHashMap<>();
        for (Expression argument : ((TupleExpression) call.getArguments()).getExpressions()) {
            if (argument instanceof MapExpression map) options.putAll(evaluateOptions(map));
            else if (evaluateLiteral(argument) instanceof String text && parameterName == null) parameterName = text;
            else
                throw errorAt(
                        argument,
                        kindName + " takes the name of the parameter and named arguments",
                        kindName.equals("choice")
                                ? "choice 'size', choices: ['small', 'large']"
                                : kindName + " 'name', help: 'its meaning'");
        }
        if (parameterName == null || !parameterName.matches("[A-Za-z][A-Za-z0-9_-]*")) {
            throw errorAt(
                    call, kindName + " takes the name of a parameter: letters, digits, - and _", "string 'policy'");
        }
        for (RunbookParameter other : parameters)
            if (other.name().equals(parameterName))
                throw errorAt(call, "'" + parameterName + "' is declared twice", null);
        parameters.add(createParameter(
                call, RunbookParameter.Kind.valueOf(kindName.toUpperCase(Locale.ROOT)), parameterName, options));
    }

    private RunbookParameter createParameter(
            MethodCallExpression call, RunbookParameter.Kind kind, String parameterName, Map<String, Object> options) {
        List<String> knownOptions = List.of("required", "default", "help", "choices");
        for (String key : options.keySet()) {
            if (!knownOptions.contains(key))
                throw errorAt(
                        call, "a parameter has no '" + key + "'", NameSuggestions.suggest(key, knownOptions, "it has"));
        }
        List<String> choices = new ArrayList<>();
        if (options.get("choices") instanceof List<?> collection)
            collection.forEach(choice -> choices.add(String.valueOf(choice)));
        if (kind == RunbookParameter.Kind.CHOICE && choices.isEmpty())
            throw errorAt(call, "choice needs choices:", "choice '" + parameterName + "', choices: ['a', 'b']");
        boolean required = Boolean.TRUE.equals(options.get("required"));
        Object defaultValue = options.get("default");
        if (required && defaultValue != null)
            throw errorAt(call, "'" + parameterName + "' is required, so it can have no default", null);
        if (kind == RunbookParameter.Kind.FLAG && defaultValue == null) defaultValue = false;
        Object help = options.get("help");
        RunbookParameter result = new RunbookParameter(
                parameterName,
                kind,
                required,
                defaultValue,
                help == null ? null : help.toString(),
                choices,
                call.getLineNumber());
        String problem = ParameterParser.findProblem(result, defaultValue);
        if (problem != null) throw errorAt(call, "the default of '" + parameterName + "' " + problem, null);
        return result;
    }

    /** Evaluates a literal of a declaration: scalar, list, duration or now. Runs no code. */
    private Object evaluateLiteral(Expression expression) {
        if (expression instanceof ConstantExpression constant) return constant.getValue();
        if (expression instanceof UnaryMinusExpression minus
                && evaluateLiteral(minus.getExpression()) instanceof Number number) return negate(number);
        if (expression instanceof ListExpression list) {
            List<Object> values = new ArrayList<>();
            for (Expression item : list.getExpressions()) values.add(evaluateLiteral(item));
            return values;
        }
        if (expression instanceof VariableExpression variable
                && variable.getName().equals("now")) return new DeferredInstant(Duration.ZERO);
        if (expression instanceof PropertyExpression property) {
            Object value =
                    evaluateProperty(evaluateLiteral(property.getObjectExpression()), property.getPropertyAsString());
            if (value != null) return value;
        }
        throw errorAt(expression, "params accepts only strings, numbers, true, false, lists, durations and now", null);
    }

    private static Object evaluateProperty(Object receiver, String name) {
        if (name == null) return null;
        if (receiver instanceof Duration duration) {
            return switch (name) {
                case "ago" -> new DeferredInstant(duration.negated());
                case "fromNow" -> new DeferredInstant(duration);
                default -> null;
            };
        }
        if (!(receiver instanceof Number number)) return null;
        return switch (name) {
            case "second", "seconds" -> TimeExtension.getSeconds(number);
            case "minute", "minutes" -> TimeExtension.getMinutes(number);
            case "hour", "hours" -> TimeExtension.getHours(number);
            case "day", "days" -> TimeExtension.getDays(number);
            case "week", "weeks" -> TimeExtension.getWeeks(number);
            default -> null;
        };
    }

    private static Number negate(Number number) {
        if (number instanceof Integer integer) return -integer;
        if (number instanceof Long integer) return -integer;
        return new BigDecimal(number.toString()).negate();
    }

    private ScriptException errorAt(ASTNode node, String message, String hint) {
        return ScriptException.compileError(name + ":" + node.getLineNumber(), message, hint, null);
    }
}
