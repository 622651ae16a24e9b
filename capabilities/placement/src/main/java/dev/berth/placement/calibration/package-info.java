/// Speed of machines: kernels that are bound by arithmetic or by memory, and times of a model on
/// another machine than the one that was measured.
///
/// Start with [dev.berth.placement.calibration.Calibration] and
/// [dev.berth.placement.calibration.MachineScaling]. Absent: accelerators, whose kernels differ too
/// much between models for two numbers to tell.
@NullMarked
package dev.berth.placement.calibration;

import org.jspecify.annotations.NullMarked;
