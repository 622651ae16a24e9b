package dev.berth.encoding;

import dev.berth.core.ProblemException;
import dev.berth.core.system.StepDescription;

/// Makes steps of one kind from their description: the SPI for one's own steps, found by
/// `java.util.ServiceLoader`.
public interface StepFactory {

    /// The word after `step:` in `model.yaml`, such as `tokenize`.
    String kind();

    /// Makes the step, or says what is wrong with its description or its place in the pipeline. May
    /// read files.
    ///
    /// @throws ProblemException `package-invalid` with the option's name, what was found and what
    ///   was expected
    Step create(StepDescription description, StepContext context);
}
