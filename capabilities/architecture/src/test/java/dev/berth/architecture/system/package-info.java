@NullMarked
package dev.berth.architecture.system;

import org.jspecify.annotations.NullMarked;
