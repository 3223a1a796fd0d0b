import OperatorTesting

/// A workload of the tests: two Pods with a web server that serves one text, and a Service before them.
struct Web {
    var text = "hello"
    var image = Setting.workloadImage
    /// What the Pods run; the image's web server otherwise.
    var command: [String] = []
    /// The port that is asked whether a Pod is ready.
    var readinessPort = 8080
    var progressDeadline = 300

    func write(to git: GitRepository, application: String) throws {
        try git.write("\(application)/web.yaml", manifest)
    }

    private var manifest: String {
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: text
        data:
          index.html: \(text)
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: web
        spec:
          selector:
            app: web
          ports:
            - port: 80
              targetPort: 8080
              protocol: TCP
        ---
        \(deployment)
        """
    }

    /// Its Pods are new when the text is: a mounted ConfigMap changes only after a while.
    private var deployment: String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          replicas: 2
          progressDeadlineSeconds: \(progressDeadline)
          selector:
            matchLabels:
              app: web
          template:
            metadata:
              labels:
                app: web
              annotations:
                text: \(text)
            spec:
              terminationGracePeriodSeconds: 1
              containers:
                - name: server
                  image: \(image)
                  imagePullPolicy: IfNotPresent
                  command: [\(command.joined(separator: ", "))]
                  readinessProbe:
                    tcpSocket:
                      port: \(readinessPort)
                    periodSeconds: 1
                  volumeMounts:
                    - name: text
                      mountPath: /www
              volumes:
                - name: text
                  configMap:
                    name: text
        """
    }
}
