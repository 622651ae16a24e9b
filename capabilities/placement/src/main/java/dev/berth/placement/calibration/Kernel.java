package dev.berth.placement.calibration;

/// Work of known size, whose speed tells one property of a machine.
///
/// A kernel has memory of its own; one thread uses it at a time.
interface Kernel {
    /// Units of work of one pass: floating-point operations, or bytes.
    double unitsPerPass();

    /// Does the work once.
    ///
    /// @return a value that depends on the work, so that no compiler leaves it out
    float pass();
}
