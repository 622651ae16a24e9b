package dev.berth.serving;

import dev.berth.core.signature.TensorSpec;
import dev.berth.core.tensor.NamedTensors;
import dev.berth.encoding.Options;
import dev.berth.encoding.Step;
import dev.berth.encoding.StepContext;
import dev.berth.encoding.StepFactory;
import dev.berth.testkit.runtime.Gate;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// Makes the step `hold`, which waits at a gate and changes nothing.
///
/// The gate is shared by all its steps, since the test does not create them.
public final class HeldStep implements StepFactory {
    static final Gate GATE = new Gate();

    /// How many steps have come to the gate.
    static final AtomicInteger REACHED = new AtomicInteger();

    @Override
    public String kind() {
        return "hold";
    }

    @Override
    public Step create(Options options, StepContext context) {
        options.requireValid();
        return new Step() {
            @Override
            public List<TensorSpec> outputs() {
                return List.of();
            }

            @Override
            public void apply(NamedTensors tensors) {
                REACHED.incrementAndGet();
                GATE.pass();
            }
        };
    }
}
