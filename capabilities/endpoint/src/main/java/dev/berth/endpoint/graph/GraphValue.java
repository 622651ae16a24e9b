package dev.berth.endpoint.graph;

import dev.berth.core.signature.DeclaredShape;
import dev.berth.core.signature.Dimension;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.TensorSpec;
import dev.berth.expression.Variable;
import java.util.ArrayList;
import java.util.List;

/// A value of a graph for each record: an input, an output of a step, or a field of the response.
///
/// @param name as expressions read it, such as `input.text`
/// @param field its type and meaning; the shape begins with the dimension of records
/// @param slot where a run keeps it
public record GraphValue(String name, Field field, int slot) {
    /// The leading dimension of all values: records, of which a run has one.
    public static final String RECORDS = "N";

    /// Reads this and not another of its name, which a guard may have put later.
    public Variable variable() {
        return new Variable(name, new TensorSpec(reference(), field.type(), field.shape()));
    }

    /// What distinguishes it from others of its name.
    public String reference() {
        return name + "@" + slot;
    }

    /// A field of this name and shape, and all else as it is.
    public static Field with(Field field, String name, DeclaredShape shape) {
        return new Field(
                name,
                field.type(),
                shape,
                field.meaning(),
                field.unit(),
                field.range(),
                field.categories(),
                field.example(),
                field.fallback(),
                field.missing());
    }

    /// The shape of one record with the dimension of records before it.
    public static DeclaredShape ofRecords(DeclaredShape record) {
        List<Dimension> dimensions = new ArrayList<>();
        dimensions.add(Dimension.dynamic(RECORDS));
        dimensions.addAll(record.list());
        return new DeclaredShape(dimensions);
    }
}
