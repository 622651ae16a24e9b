package dev.berth.endpoint.own;

import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.ElementType;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.core.tensor.Tensor;
import dev.berth.core.tensor.TensorPool;
import dev.berth.encoding.BatchLayout;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;
import java.util.List;

/// Whether the last digit of a number is its check digit (Luhn 1960), for each record.
public final class LuhnFactory implements StepFactory {
    @Override
    public String kind() {
        return "luhn";
    }

    @Override
    public Step create(Options options, StepContext context) {
        TensorSpec from = options.requireTensor("from", ElementType.STRING);
        String into = options.requireText("into");
        options.requireValid();
        BatchLayout rows = BatchLayout.of(context);
        var spec = new TensorSpec(into, ElementType.BOOL, rows.dimensions());
        return new LuhnStep(from.name(), spec, rows, context.pool());
    }

    private record LuhnStep(String from, TensorSpec into, BatchLayout rows, TensorPool pool)
            implements Step {
        @Override
        public List<TensorSpec> outputs() {
            return List.of(into);
        }

        @Override
        public void apply(NamedTensors tensors) {
            Tensor numbers = tensors.require(from);
            int count = rows.count(numbers);
            Tensor valid = Tensor.allocate(pool, ElementType.BOOL, rows.shape(count));
            tensors.put(into.name(), valid);
            for (int row = 0; row < count; row++) {
                valid.setNumber(row, isValid(numbers.text(row)) ? 1 : 0);
            }
        }

        private static boolean isValid(String number) {
            int sum = 0;
            for (int i = 0; i < number.length(); i++) {
                int digit = Character.digit(number.charAt(number.length() - 1 - i), 10);
                sum += i % 2 == 0 ? digit : digit * 2 / 10 + digit * 2 % 10;
            }
            return sum % 10 == 0;
        }
    }
}
