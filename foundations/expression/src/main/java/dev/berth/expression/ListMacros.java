package dev.berth.expression;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.Operator;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.TypeParamType;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// CEL's macros `map` and `filter`, in time that grows with the list, not with its square: the
/// runtime's own copy all that was gathered with each element. Elements are gathered in a
/// [Gathered], which is no list to the runtime, by functions whose names no expression can write.
final class ListMacros {
    private static final String NEW = "@gathered_new";
    private static final String ADD = "@gathered_add";
    private static final String LIST = "@gathered_list";

    private static final CelType ELEMENT = TypeParamType.create("T");
    private static final CelType ELEMENTS = ListType.create(ELEMENT);

    private ListMacros() {}

    private static final class Gathered {
        private final List<Object> elements = new ArrayList<>();

        Gathered add(Object element) {
            elements.add(element);
            return this;
        }

        List<Object> list() {
            return Collections.unmodifiableList(elements);
        }
    }

    static List<CelMacro> macros() {
        return List.of(
                CelMacro.newReceiverMacro("map", 2, ListMacros::map),
                CelMacro.newReceiverMacro("map", 3, ListMacros::map),
                CelMacro.newReceiverMacro("filter", 2, ListMacros::filter));
    }

    static List<CelFunctionDecl> declarations() {
        return List.of(
                declaration(NEW, ELEMENTS),
                declaration(ADD, ELEMENTS, ELEMENTS, ELEMENT),
                declaration(LIST, ELEMENTS, ELEMENTS));
    }

    private static CelFunctionDecl declaration(String name, CelType result, CelType... arguments) {
        return CelFunctionDecl.newFunctionDeclaration(
                name, CelOverloadDecl.newGlobalOverload(name, result, List.of(arguments)));
    }

    static List<CelFunctionBinding> bindings() {
        return List.of(
                CelFunctionBinding.from(NEW, List.of(), arguments -> new Gathered()),
                CelFunctionBinding.from(ADD, Gathered.class, Object.class, Gathered::add),
                CelFunctionBinding.from(LIST, Gathered.class, Gathered::list));
    }

    private static Optional<CelExpr> map(
            CelMacroExprFactory factory, CelExpr list, ImmutableList<CelExpr> arguments) {
        Optional<CelExpr> condition =
                arguments.size() == 3 ? Optional.of(arguments.get(1)) : Optional.empty();
        return gather(factory, list, arguments.getFirst(), condition, arguments.getLast());
    }

    private static Optional<CelExpr> filter(
            CelMacroExprFactory factory, CelExpr list, ImmutableList<CelExpr> arguments) {
        CelExpr variable = arguments.getFirst();
        return gather(factory, list, variable, Optional.of(arguments.getLast()), variable);
    }

    private static Optional<CelExpr> gather(
            CelMacroExprFactory factory,
            CelExpr list,
            CelExpr variable,
            Optional<CelExpr> condition,
            CelExpr element) {
        if (variable.getKind() != CelExpr.ExprKind.Kind.IDENT
                || variable.ident().name().startsWith(".")) {
            return Optional.of(
                    factory.reportError(
                            CelIssue.formatError(
                                    factory.getSourceLocation(variable),
                                    "The argument must be a simple name")));
        }
        String gathered = factory.getAccumulatorVarName();
        CelExpr step = factory.newGlobalCall(ADD, factory.newIdentifier(gathered), element);
        if (condition.isPresent()) {
            step =
                    factory.newGlobalCall(
                            Operator.CONDITIONAL.getFunction(),
                            condition.get(),
                            step,
                            factory.newIdentifier(gathered));
        }
        return Optional.of(
                factory.fold(
                        variable.ident().name(),
                        list,
                        gathered,
                        factory.newGlobalCall(NEW),
                        factory.newBoolLiteral(true),
                        step,
                        factory.newGlobalCall(LIST, factory.newIdentifier(gathered))));
    }
}
