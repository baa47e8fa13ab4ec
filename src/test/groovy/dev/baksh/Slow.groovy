package dev.baksh

import java.lang.annotation.ElementType
import java.lang.annotation.Retention
import java.lang.annotation.RetentionPolicy
import java.lang.annotation.Target

/**
 * Tag for a spec or a feature that takes long, mostly because it starts processes. {@code mvn verify} leaves it out,
 * {@code mvn -Pslow verify} runs it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target([ElementType.TYPE, ElementType.METHOD])
@interface Slow {
}
