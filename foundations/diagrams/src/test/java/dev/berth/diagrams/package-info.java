@NullMarked
package dev.berth.diagrams;

import org.jspecify.annotations.NullMarked;
