package dev.berth.encoding;

import dev.berth.core.ProblemException;

/// Factory of the steps of one kind: the SPI for steps of one's own, found by
/// `java.util.ServiceLoader`, which needs a public class with a public constructor without
/// parameters.
///
/// ```java
/// public final class UpperCaseFactory implements StepFactory {
///     public String kind() { return "upper-case"; }
///
///     public Step create(Options options, StepContext context) {
///         TensorSpec from = options.requireTensor("from", ElementType.STRING);
///         String into = options.requireText("into");
///         options.requireValid();
///         return new UpperCaseStep(from, into);
///     }
/// }
/// ```
public interface StepFactory {

    /// The word after `step:` in `model.yaml`, such as `tokenize`.
    String kind();

    /// Makes the step, or says what is wrong with its description or its place in the pipeline. May
    /// read files.
    ///
    /// Reads every option first, then calls [Options#requireValid], so that all errors of a step
    /// are reported at once.
    ///
    /// @throws ProblemException `package-invalid` with what was found and what was expected
    Step create(Options options, StepContext context);
}
