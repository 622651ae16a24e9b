package dev.berth.expression;

import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.Elements;
import dev.berth.core.tensor.Tensor;
import dev.berth.expression.RowCondition.Truth;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The part of CEL that compares numbers: comparisons of elements, literals and sums, differences
/// and products of doubles, joined by `&&`, `||` and `!`.
///
/// A number is a double here. Whole numbers beyond 2^53, NaN, zeros of different signs and places
/// outside of a list make the row unknown, so that no rule of CEL about them is repeated.
final class ComparisonTree {
    /// Doubles hold whole numbers exactly up to this.
    private static final double EXACT_MAX = 1L << 53;

    private final CelAbstractSyntaxTree tree;
    private final Map<String, String> tensorNames;

    private ComparisonTree(CelAbstractSyntaxTree tree, Map<String, String> tensorNames) {
        this.tree = tree;
        this.tensorNames = tensorNames;
    }

    /// A condition of which the tensors are not known yet.
    interface Unbound {
        /// The condition over tensors.
        ///
        /// @param isBatched whether tensors have rows
        RowCondition bind(Expression.Tensors tensors, boolean isBatched);
    }

    private interface UnboundNumber {
        RowNumber bind(Expression.Tensors tensors, boolean isBatched);
    }

    /// A number by row, NaN where it is unknown.
    private interface RowNumber {
        double at(int row);
    }

    private interface Comparison {
        boolean holds(double left, double right);
    }

    private interface Arithmetic {
        double of(double left, double right);
    }

    /// The tree of an expression; empty if it is more than comparisons of numbers.
    ///
    /// @param tensorNames the tensors by the variables that stand for them
    static Optional<Unbound> of(CelAbstractSyntaxTree tree, Map<String, String> tensorNames) {
        return new ComparisonTree(tree, tensorNames).condition(tree.getExpr());
    }

    private Optional<Unbound> condition(CelExpr node) {
        if (node.getKind() != CelExpr.ExprKind.Kind.CALL) {
            return Optional.empty();
        }
        String function = node.call().function();
        List<CelExpr> args = node.call().args();
        return switch (function) {
            case "_&&_" -> both(args, Truth.FALSE);
            case "_||_" -> both(args, Truth.TRUE);
            case "!_" -> condition(args.getFirst()).map(ComparisonTree::not);
            case "_<_" -> compare(args, (a, b) -> a < b);
            case "_<=_" -> compare(args, (a, b) -> a <= b);
            case "_>_" -> compare(args, (a, b) -> a > b);
            case "_>=_" -> compare(args, (a, b) -> a >= b);
            case "_==_" -> compare(args, (a, b) -> a == b);
            case "_!=_" -> compare(args, (a, b) -> a != b);
            default -> Optional.empty();
        };
    }

    /// @param deciding value of one that decides both
    private Optional<Unbound> both(List<CelExpr> args, Truth deciding) {
        return condition(args.get(0))
                .flatMap(
                        left ->
                                condition(args.get(1))
                                        .map(
                                                right ->
                                                        (tensors, isBatched) ->
                                                                both(
                                                                        left.bind(
                                                                                tensors, isBatched),
                                                                        right.bind(
                                                                                tensors, isBatched),
                                                                        deciding)));
    }

    private static RowCondition both(RowCondition left, RowCondition right, Truth deciding) {
        return row -> {
            Truth first = left.test(row);
            return first == deciding || first == Truth.UNKNOWN ? first : right.test(row);
        };
    }

    private static Unbound not(Unbound condition) {
        return (tensors, isBatched) -> {
            RowCondition bound = condition.bind(tensors, isBatched);
            return row ->
                    switch (bound.test(row)) {
                        case TRUE -> Truth.FALSE;
                        case FALSE -> Truth.TRUE;
                        case UNKNOWN -> Truth.UNKNOWN;
                    };
        };
    }

    private Optional<Unbound> compare(List<CelExpr> args, Comparison comparison) {
        return number(args.get(0))
                .flatMap(
                        left ->
                                number(args.get(1))
                                        .map(
                                                right ->
                                                        (tensors, isBatched) ->
                                                                compare(
                                                                        left.bind(
                                                                                tensors, isBatched),
                                                                        right.bind(
                                                                                tensors, isBatched),
                                                                        comparison)));
    }

    private static RowCondition compare(RowNumber left, RowNumber right, Comparison comparison) {
        return row -> {
            double a = left.at(row);
            double b = right.at(row);
            if (Double.isNaN(a)
                    || Double.isNaN(b)
                    || (a == 0
                            && b == 0
                            && Double.doubleToRawLongBits(a) != Double.doubleToRawLongBits(b))) {
                return Truth.UNKNOWN;
            }
            return comparison.holds(a, b) ? Truth.TRUE : Truth.FALSE;
        };
    }

    private Optional<UnboundNumber> number(CelExpr node) {
        return switch (node.getKind()) {
            case CONSTANT -> constant(node);
            case IDENT, SELECT -> variable(node).map(name -> element(name, -1));
            case CALL -> called(node);
            default -> Optional.empty();
        };
    }

    private static Optional<UnboundNumber> constant(CelExpr node) {
        double value;
        switch (node.constant().getKind()) {
            case DOUBLE_VALUE -> value = node.constant().doubleValue();
            case INT64_VALUE -> {
                value = node.constant().int64Value();
                if (Math.abs(value) >= EXACT_MAX) {
                    return Optional.empty();
                }
            }
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of((tensors, isBatched) -> row -> value);
    }

    private Optional<UnboundNumber> called(CelExpr node) {
        List<CelExpr> args = node.call().args();
        if (node.call().function().equals("_[_]")) {
            CelExpr index = args.get(1);
            boolean isPlace =
                    index.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                            && index.constant().getKind() == CelConstant.Kind.INT64_VALUE
                            && index.constant().int64Value() >= 0
                            && index.constant().int64Value() <= Integer.MAX_VALUE;
            return isPlace
                    ? variable(args.get(0))
                            .map(name -> element(name, (int) index.constant().int64Value()))
                    : Optional.empty();
        }
        boolean isDouble =
                tree.getType(node.id()).map(type -> type.kind() == CelKind.DOUBLE).orElse(false);
        if (!isDouble) {
            return Optional.empty();
        }
        return switch (node.call().function()) {
            case "_+_" -> compute(args, (a, b) -> a + b);
            case "_-_" -> compute(args, (a, b) -> a - b);
            case "_*_" -> compute(args, (a, b) -> a * b);
            default -> Optional.empty();
        };
    }

    private Optional<UnboundNumber> compute(List<CelExpr> args, Arithmetic arithmetic) {
        return number(args.get(0))
                .flatMap(
                        left ->
                                number(args.get(1))
                                        .map(
                                                right ->
                                                        (tensors, isBatched) ->
                                                                compute(
                                                                        left.bind(
                                                                                tensors, isBatched),
                                                                        right.bind(
                                                                                tensors, isBatched),
                                                                        arithmetic)));
    }

    private static RowNumber compute(RowNumber left, RowNumber right, Arithmetic arithmetic) {
        return row -> arithmetic.of(left.at(row), right.at(row));
    }

    /// The tensor of a variable, by whatever name the checker resolved it.
    private Optional<String> variable(CelExpr node) {
        return tree.getReference(node.id())
                .map(reference -> reference.name())
                .filter(tensorNames::containsKey)
                .map(tensorNames::get);
    }

    /// @param place in the list of each row; below 0 for a single value
    private static UnboundNumber element(String name, int place) {
        return (tensors, isBatched) -> {
            Tensor tensor = tensors.require(name);
            int rank = tensor.shape().rank() - (isBatched ? 1 : 0);
            int size = rank == 1 ? (int) tensor.shape().size(isBatched ? 1 : 0) : 1;
            boolean isRead =
                    isNumber(tensor.type()) && (place < 0 ? rank == 0 : rank == 1 && place < size);
            if (!isRead) {
                return row -> Double.NaN;
            }
            ElementType type = tensor.type();
            ByteBuffer data = tensor.data();
            int first = Math.max(place, 0);
            return switch (type) {
                case FLOAT32 -> row -> data.getFloat(4 * (row * size + first));
                case FLOAT64 -> row -> data.getDouble(8 * (row * size + first));
                default ->
                        row -> {
                            double value = Elements.asDouble(type, data, row * size + first);
                            return Math.abs(value) >= EXACT_MAX && type.isInteger()
                                    ? Double.NaN
                                    : value;
                        };
            };
        };
    }

    private static boolean isNumber(ElementType type) {
        return type.isFloating() || type.isInteger();
    }
}
