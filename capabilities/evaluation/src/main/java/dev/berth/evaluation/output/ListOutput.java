package dev.berth.evaluation.output;

import dev.berth.core.NearestName;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.signature.Signature;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Choice of an output that is a list of objects, such as boxes.
public final class ListOutput {
    private ListOutput() {}

    /// The name of the list: of objects of the signature, or an output of its own.
    ///
    /// @param name of the list; empty for the signature's only list of objects
    /// @param purpose such as `the boxes`
    /// @throws dev.berth.core.ProblemException `evaluation-invalid` if there is none
    public static String choose(Signature signature, Optional<String> name, String purpose) {
        List<String> lists = signature.lists().stream().map(ObjectListSpec::name).toList();
        List<String> names =
                Stream.concat(lists.stream(), signature.outputs().stream().map(Field::name))
                        .toList();
        if (name.isPresent()) {
            if (names.contains(name.get())) {
                return name.get();
            }
            throw OutputFields.invalid(
                    "no output '"
                            + name.get()
                            + "' for "
                            + purpose
                            + NearestName.hint(name.get(), names)
                            + " (expected: one of "
                            + String.join(", ", names)
                            + ")");
        }
        if (lists.size() != 1) {
            throw OutputFields.invalid(
                    lists.size()
                            + " lists of objects that can be "
                            + purpose
                            + " among "
                            + String.join(", ", names)
                            + " (expected: one, or the name of the output)");
        }
        return lists.getFirst();
    }
}
