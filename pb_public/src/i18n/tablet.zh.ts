/** The engineer's screens, in Chinese. */
export default {};
