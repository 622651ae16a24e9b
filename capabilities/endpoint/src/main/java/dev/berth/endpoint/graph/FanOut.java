package dev.berth.endpoint.graph;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.TensorSpec;
import dev.berth.expression.Variable;
import java.util.ArrayList;
import java.util.List;

/// A step's fan-out: as many rows as a list has elements.
///
/// @param variable what an element is called
/// @param list the list
public record FanOut(String variable, GraphValue list) {

    /// The shape of what an element is, as if each were a record.
    public DeclaredShape elementShape() {
        return GraphValue.ofRecords(list.field().shape().withoutLeading().withoutLeading());
    }

    public Variable elementVariable() {
        return new Variable(
                variable, new TensorSpec(variable, list.field().type(), elementShape()));
    }

    /// What a row gives, of which a record has as many as the list has elements.
    public Field collected(Field row) {
        return new Field(
                row.name(),
                row.type(),
                collected(row.shape()),
                row.meaning(),
                row.unit(),
                row.range(),
                row.categories(),
                row.example().map(List::of),
                row.fallback(),
                row.missing());
    }

    private DeclaredShape collected(DeclaredShape row) {
        List<Dimension> dimensions = new ArrayList<>();
        dimensions.add(row.at(0));
        dimensions.add(list.field().shape().at(1));
        dimensions.addAll(row.withoutLeading().list());
        return new DeclaredShape(dimensions);
    }
}
