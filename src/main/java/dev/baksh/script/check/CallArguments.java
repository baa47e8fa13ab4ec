package dev.baksh.script.check;

import java.util.ArrayList;
import java.util.List;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;

/** Arguments of a call in the syntax tree, split into positional arguments, named arguments and the last closure. */
final class CallArguments {
    final List<Expression> positional = new ArrayList<>();
    final List<MapEntryExpression> named = new ArrayList<>();
    ClosureExpression closure;

    CallArguments(Expression arguments) {
        if (!(arguments instanceof TupleExpression tuple)) return;
        for (Expression argument : tuple.getExpressions()) {
            if (argument instanceof MapExpression map && map.getClass() != MapExpression.class)
                named.addAll(map.getMapEntryExpressions());
            else if (argument instanceof MapExpression map
                    && tuple.getExpressions().indexOf(argument) == 0
                    && !(map.getColumnNumber() > 0 && isBracketed(map))) named.addAll(map.getMapEntryExpressions());
            else if (argument instanceof ClosureExpression closureArgument) {
                // Only the last closure is the block of the call.
                if (closure != null) positional.add(closure);
                closure = closureArgument;
            } else positional.add(argument);
        }
    }

    /** Returns the first positional argument when it is a constant, else null. */
    ConstantExpression firstConstant() {
        return !positional.isEmpty() && positional.get(0) instanceof ConstantExpression constant ? constant : null;
    }

    private static boolean isBracketed(MapExpression map) {
        return map.getMapEntryExpressions().isEmpty()
                || map.getColumnNumber() < map.getMapEntryExpressions().get(0).getColumnNumber();
    }
}
