package dev.berth.expression;

import dev.cel.common.ast.CelExpr;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.ErrorValue;
import dev.cel.runtime.CelEvaluationListener;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Counter of the work of one evaluation, which ends it beyond a bound. CEL's runtime bounds
/// iterations alone, not the lengths of the texts and lists in each.
///
/// It is notified of the value of each node, the arguments of functions before their results. Texts
/// count by their length wherever they come up. Lists are passed on as they are and count where a
/// function makes them, or scans all of their elements.
final class WorkMeter implements CelEvaluationListener {
    /// The end of an evaluation. No exception, as the operators `&&` and `||` continue after those.
    static final class ExhaustedError extends Error {
        private static final long serialVersionUID = 1L;

        ExhaustedError() {
            super("too much work", null, false, false);
        }
    }

    /// A node takes some tens of nanoseconds.
    private static final int NODE_UNITS = 40;

    static final int ELEMENT_UNITS = 16;

    /// A failure is an exception or two with their stack traces.
    private static final int FAILURE_UNITS = 20_000;

    /// What is read for the first time may be checked so many times, an element of a list by some
    /// ten nodes.
    private static final int UNITS_OF_READ = 8;

    private static final int UNITS_OF_READ_ELEMENT = 400;

    private static final ThreadLocal<@Nullable WorkMeter> CURRENT = new ThreadLocal<>();

    private final Set<Long> scanned;
    private final long allowed;
    private long left;

    /// @param scanned the nodes whose elements a function scans
    WorkMeter(Set<Long> scanned, long allowed) {
        this.scanned = scanned;
        this.allowed = allowed;
        this.left = allowed;
    }

    /// Counts functions evaluated on this thread as work of an evaluation.
    ///
    /// @param meter null for no evaluation
    static void makeCurrent(@Nullable WorkMeter meter) {
        if (meter == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(meter);
        }
    }

    /// Counts further work of the evaluation on this thread, if there is one.
    ///
    /// @throws ExhaustedError if it is too much
    static void chargeCurrent(long units) {
        WorkMeter meter = CURRENT.get();
        if (meter != null) {
            meter.charge(units);
        }
    }

    long spent() {
        return allowed - left;
    }

    @Override
    public void callback(CelExpr node, Object value) {
        long units = NODE_UNITS;
        if (value instanceof String text) {
            units += text.length();
        } else if (value instanceof CelByteString bytes) {
            units += bytes.size();
        } else if (value instanceof Collection<?> list) {
            if (scanned.contains(node.id())) {
                units += weight(list);
            } else if (node.getKind() == CelExpr.ExprKind.Kind.CALL) {
                units += (long) ELEMENT_UNITS * list.size();
            }
        } else if (value instanceof Map<?, ?> map && scanned.contains(node.id())) {
            units += weight(map.keySet()) + weight(map.values());
        } else if (value instanceof ErrorValue) {
            units += FAILURE_UNITS;
        }
        charge(units);
    }

    /// Counts further work.
    ///
    /// @throws ExhaustedError if it is too much
    void charge(long units) {
        left -= units;
        if (left < 0) {
            throw new ExhaustedError();
        }
    }

    /// A variable was read, which does not count, but adds to what may be done.
    void read(Object value) {
        left += UNITS_OF_READ * weight(value);
        if (value instanceof Collection<?> list) {
            left += (long) UNITS_OF_READ_ELEMENT * list.size();
        }
    }

    /// The work of scanning every part of a value.
    private static long weight(Object value) {
        return switch (value) {
            case String text -> text.length();
            case CelByteString bytes -> bytes.size();
            case Collection<?> list -> {
                long units = 0;
                for (Object element : list) {
                    units += ELEMENT_UNITS + weight(element);
                }
                yield units;
            }
            case Map<?, ?> map -> weight(map.keySet()) + weight(map.values());
            default -> 1;
        };
    }
}
