/** The dispatcher's screens, in Chinese. */
export default {};
