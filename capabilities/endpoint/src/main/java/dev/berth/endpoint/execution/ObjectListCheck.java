package dev.berth.endpoint.execution;

import dev.berth.core.ProblemCode;
import dev.berth.core.ProblemException;
import dev.berth.core.signature.Field;
import dev.berth.core.signature.ObjectListSpec;
import dev.berth.core.signature.Signature;
import dev.berth.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Check that the fields of a list have a value for each of the same objects, which only shows at
/// run time.
public final class ObjectListCheck {
    private ObjectListCheck() {}

    /// Checks all lists of an answer.
    ///
    /// @param answer of one record, in the order of the signature
    /// @throws ProblemException `pipeline-step-failed` if the fields of a list differ in size
    public static void requireAgreement(Signature signature, List<Tensor> answer) {
        for (ObjectListSpec list : signature.lists()) {
            List<Tensor> fields = new ArrayList<>();
            for (int i = 0; i < answer.size(); i++) {
                Field output = signature.outputs().get(i);
                if (list.has(output.name())) {
                    fields.add(answer.get(i));
                }
            }
            agreed(list, fields);
        }
    }

    /// The number of objects.
    ///
    /// @param fields of one record, in the order of the list's keys
    /// @throws ProblemException `pipeline-step-failed` if they differ in size
    public static int agreed(ObjectListSpec list, List<Tensor> fields) {
        long size = fields.getFirst().shape().size(1);
        if (fields.stream().allMatch(field -> field.shape().size(1) == size)) {
            return (int) size;
        }
        List<String> sizes = new ArrayList<>();
        for (int i = 0; i < fields.size(); i++) {
            sizes.add(fields.get(i).shape().size(1) + " of " + list.keys().get(i));
        }
        throw new ProblemException(
                ProblemCode.PIPELINE_STEP_FAILED,
                "the list '"
                        + list.name()
                        + "' has "
                        + String.join(", ", sizes)
                        + " (expected: as many of each)",
                "have the endpoint's steps give one value of each for the same objects");
    }
}
