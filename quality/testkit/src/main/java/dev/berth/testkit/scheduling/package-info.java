/// The threads of the process as Linux schedules them.
@NullMarked
package dev.berth.testkit.scheduling;

import org.jspecify.annotations.NullMarked;
