package com.cloud.utils.component;

/** A component of the host's own kind. */
public interface Manager extends ComponentLifecycle {}
