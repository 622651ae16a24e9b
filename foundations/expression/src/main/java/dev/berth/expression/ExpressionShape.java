package dev.berth.expression;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Static estimate of an expression's work.
///
/// @param scanned the nodes whose lists and maps a function scans as a whole
/// @param isMetered whether it calls functions that count their work themselves
/// @param depth of the macros within each other that iterate over lists
record ExpressionShape(Set<Long> scanned, boolean isMetered, int depth) {
    private static final Set<String> SCANNING = Set.of("@in", "_==_", "_!=_");

    ExpressionShape {
        scanned = Set.copyOf(scanned);
    }

    /// @throws IllegalArgumentException if a pattern that it states is none
    static ExpressionShape of(CelExpr root) {
        var walk = new Walk();
        walk.visit(root, 0);
        return new ExpressionShape(walk.scanned, walk.isMetered, walk.depth);
    }

    private static final class Walk {
        private final Set<Long> scanned = new HashSet<>();
        private boolean isMetered;
        private int depth;

        void visit(CelExpr node, int within) {
            depth = Math.max(depth, within);
            switch (node.getKind()) {
                case CALL -> {
                    called(node.call());
                    parts(node.call()).forEach(part -> visit(part, within));
                }
                case COMPREHENSION -> {
                    CelExpr.CelComprehension fold = node.comprehension();
                    visit(fold.iterRange(), within);
                    visit(fold.accuInit(), within);
                    visit(fold.loopCondition(), within + 1);
                    visit(fold.loopStep(), within + 1);
                    visit(fold.result(), within);
                }
                case SELECT -> visit(node.select().operand(), within);
                case LIST -> node.list().elements().forEach(part -> visit(part, within));
                case MAP ->
                        node.map()
                                .entries()
                                .forEach(
                                        entry -> {
                                            visit(entry.key(), within);
                                            visit(entry.value(), within);
                                        });
                case STRUCT ->
                        node.struct().entries().forEach(entry -> visit(entry.value(), within));
                case CONSTANT, IDENT, NOT_SET -> {}
            }
        }

        private void called(CelExpr.CelCall call) {
            if (SCANNING.contains(call.function())) {
                parts(call).forEach(part -> scanned.add(part.id()));
            } else if (TextFunctions.NAMES.contains(call.function())) {
                isMetered = true;
            } else if (call.function().equals("matches")) {
                isMetered = true;
                CelExpr pattern = call.args().getLast();
                if (pattern.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                        && pattern.constant().getKind() == CelConstant.Kind.STRING_VALUE) {
                    var _ = PatternMatching.compile(pattern.constant().stringValue());
                }
            }
        }

        private static List<CelExpr> parts(CelExpr.CelCall call) {
            return Stream.concat(call.target().stream(), call.args().stream()).toList();
        }
    }
}
