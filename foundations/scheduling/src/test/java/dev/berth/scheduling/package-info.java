@NullMarked
package dev.berth.scheduling;

import org.jspecify.annotations.NullMarked;
