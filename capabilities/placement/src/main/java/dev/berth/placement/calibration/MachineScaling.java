package dev.berth.placement.calibration;

/// Speed of a model on another machine, from the calibrations of both.
///
/// *Idea* (the roofline model). A prediction waits for arithmetic or for memory. At least the
/// weights have to come from memory, so of its time `t` the share `weights / (bandwidth · t)` is
/// bound by memory; activations and caches may move more there. So the speed lies between that of
/// this share and that of memory alone. The estimate is the geometric mean of the two ends, the
/// error bar has both, with the intervals of the kernels.
///
/// Source: Williams, Waterman and Patterson, *Roofline: an insightful visual performance model*,
/// CACM 2009.
public final class MachineScaling {
    private final SpeedRatio arithmetic;
    private final SpeedRatio memory;
    private final double bytesPerSecond;

    private MachineScaling(SpeedRatio arithmetic, SpeedRatio memory, double bytesPerSecond) {
        this.arithmetic = arithmetic;
        this.memory = memory;
        this.bytesPerSecond = bytesPerSecond;
    }

    /// Compares two machines.
    ///
    /// @param measured the machine of the profiles
    /// @param target the machine that a component is to run on
    public static MachineScaling between(Calibration measured, Calibration target) {
        return new MachineScaling(
                target.arithmetic().over(measured.arithmetic()),
                target.memory().over(measured.memory()),
                measured.memory().median());
    }

    /// How many times as quick the target is for a model on one core.
    ///
    /// @param seconds of a prediction on the measured machine, above 0
    /// @param weightBytes that a prediction reads, 0 if unknown
    public SpeedRatio of(double seconds, long weightBytes) {
        double share = Math.min(1, weightBytes / (bytesPerSecond * seconds));
        double first = speed(share, arithmetic.value(), memory.value());
        double second = memory.value();
        double low = Math.min(speed(share, arithmetic.low(), memory.low()), memory.low());
        double high = Math.max(speed(share, arithmetic.high(), memory.high()), memory.high());
        return new SpeedRatio(Math.sqrt(first * second), low, high);
    }

    /// Amdahl's law for the two kinds of time.
    private static double speed(double memoryShare, double arithmetic, double memory) {
        return 1 / (memoryShare / memory + (1 - memoryShare) / arithmetic);
    }
}
