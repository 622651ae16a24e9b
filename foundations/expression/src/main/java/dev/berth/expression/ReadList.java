package dev.berth.expression;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.CelValue;
import java.util.List;

/// A list whose elements have CEL's form already: one that the runtime takes as it is, where it
/// would convert every element of another one at each use of its variable.
// The list is one that is never changed while an expression is evaluated.
@SuppressWarnings("Immutable")
final class ReadList extends CelValue {
    private final List<?> list;

    ReadList(List<?> list) {
        this.list = list;
    }

    @Override
    public Object value() {
        return list;
    }

    @Override
    public boolean isZeroValue() {
        return list.isEmpty();
    }

    @Override
    public CelType celType() {
        return ListType.create(SimpleType.DYN);
    }
}
